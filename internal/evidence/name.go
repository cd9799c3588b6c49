package evidence

import (
	"path"
	"strings"
	"unicode"
	"unicode/utf8"
)

// DownloadType is the media type of every original that leaves the store: a
// browser saves it and never shows or runs it. Pages show what was read from a
// file, not the file.
const DownloadType = "application/octet-stream"

// maxFileName is what every common file system takes, in bytes, with room to spare.
const maxFileName = 120

// reserved are names that Windows gives to devices.
var reserved = map[string]bool{
	"con": true, "prn": true, "aux": true, "nul": true, "conin$": true, "conout$": true,
	"com0": true, "com1": true, "com2": true, "com3": true, "com4": true, "com5": true, "com6": true, "com7": true, "com8": true, "com9": true,
	"lpt0": true, "lpt1": true, "lpt2": true, "lpt3": true, "lpt4": true, "lpt5": true, "lpt6": true, "lpt7": true, "lpt8": true, "lpt9": true,
}

// SafeName makes a name for a download out of the one a file came with: no path,
// no character that controls, hides or turns text around, none that a file system
// reserves, no leading or trailing dot, not too long. What is left of nothing is
// "original". It is for showing and saving elsewhere, never for opening here.
func SafeName(name string) string {
	name = path.Base(strings.ReplaceAll(strings.ToValidUTF8(name, "_"), `\`, "/"))
	name = strings.Map(func(r rune) rune {
		switch {
		case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs, unicode.Zl, unicode.Zp), r >= 0xFFF0 && r <= 0xFFFF:
			return -1
		case unicode.IsSpace(r):
			return ' '
		case strings.ContainsRune(`<>:"/\|?*%;`, r):
			return '_'
		}
		return r
	}, name)
	name = strings.Trim(name, ". ")
	if len(name) > maxFileName {
		ext := path.Ext(name)
		if len(ext) > 16 {
			ext = ""
		}
		name = cut(strings.TrimSuffix(name, ext), maxFileName-len(ext)) + ext
	}
	stem, _, _ := strings.Cut(name, ".")
	switch {
	case name == "":
		return "original"
	case reserved[strings.ToLower(strings.TrimSpace(stem))]:
		return "_" + name
	}
	return name
}

// cut shortens s to n bytes without ending inside a character.
func cut(s string, n int) string {
	for n > 0 && n < len(s) && !utf8.RuneStart(s[n]) {
		n--
	}
	return strings.TrimRight(s[:min(n, len(s))], ". ")
}
