package evidence

import "testing"

func TestAPictureIsKnownByHowItBegins(t *testing.T) {
	for head, want := range map[string]string{
		"\xff\xd8\xff\xe1Exif":               "jpeg",
		"\x89PNG\r\n\x1a\n\x00\x00":          "png",
		"GIF89a":                             "gif",
		"RIFF\x10\x00\x00\x00WEBPVP8 ":       "webp",
		"\x00\x00\x00\x18ftypheic\x00\x00":   "heif",
		"\x00\x00\x00\x1cftypavif\x00":       "avif",
		"RIFF\x10\x00\x00\x00WAVEfmt ":       "",
		"<svg xmlns='http://www.w3.org/'>":   "",
		"\x00\x00\x00\x18ftypmp42\x00\x00":   "",
		"%PDF-1.7":                           "",
		"\xff\xd8":                           "",
		"":                                   "",
		"<html><script>alert(1)</script>":    "",
		"12/11/2026, 21:40 - Steven: Answer": "",
	} {
		if got := ImageType([]byte(head)); got != want {
			t.Errorf("%q: got %q, want %q", head, got, want)
		}
	}
}
