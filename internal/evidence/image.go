package evidence

import "bytes"

// ImageHead is how many bytes of a file ImageType needs.
const ImageHead = 32

// imageSigns are how files of pictures begin, each from an offset: what phones and
// cameras write. A drawing that can carry script (SVG) is none of them.
var imageSigns = []struct {
	kind string
	at   int
	sign string
}{
	{"jpeg", 0, "\xff\xd8\xff"},
	{"png", 0, "\x89PNG\r\n\x1a\n"},
	{"gif", 0, "GIF87a"}, {"gif", 0, "GIF89a"},
	{"webp", 8, "WEBP"},
	{"heif", 4, "ftypheic"}, {"heif", 4, "ftypheix"}, {"heif", 4, "ftyphevc"}, {"heif", 4, "ftypmif1"}, {"heif", 4, "ftypmsf1"},
	{"avif", 4, "ftypavif"},
}

// ImageType names the format of a picture by how the file begins: "jpeg", "png",
// "gif", "webp", "heif" or "avif"; empty for anything else. The name a file came
// with says nothing.
func ImageType(head []byte) string {
	for _, s := range imageSigns {
		if len(head) >= s.at+len(s.sign) && bytes.Equal(head[s.at:s.at+len(s.sign)], []byte(s.sign)) {
			return s.kind
		}
	}
	return ""
}
