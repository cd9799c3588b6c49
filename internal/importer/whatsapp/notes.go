package whatsapp

import (
	"errors"
	"regexp"
	"strings"

	"foursight/internal/importer"
)

// The app writes its own notes into a message's text: that media was left out,
// that the message was edited or deleted. iPhones set a direction mark before
// them; Android does not, so a person can type the same words. The text is
// therefore kept as it stands and a note only adds a mark.

var (
	// <attached: 00000012-PHOTO-2026-03-12-14-05-11.jpg>, in any language: the word
	// varies, the shape and the name's extension do not.
	attachedIOS = regexp.MustCompile(`<[^<>:]{1,40}: ([^<>/\\]{1,200}\.[A-Za-z0-9]{1,8})>`)
	// IMG-20260312-WA0004.jpg (file attached)
	attachedAndroid = regexp.MustCompile(`^([^<>/\\\n]{1,200}\.[A-Za-z0-9]{1,8}) \(([^()\n]{1,40})\)$`)
	androidName     = regexp.MustCompile(`^[A-Z]{2,5}-\d{8}-WA\d{4,}\.`)
)

// notes are whole texts, lower case without marks, that the app writes.
var notes = map[string]importer.Mark{
	"<media omitted>": importer.MediaOmitted, "image omitted": importer.MediaOmitted, "video omitted": importer.MediaOmitted,
	"audio omitted": importer.MediaOmitted, "gif omitted": importer.MediaOmitted, "sticker omitted": importer.MediaOmitted,
	"document omitted": importer.MediaOmitted, "contact card omitted": importer.MediaOmitted, "video note omitted": importer.MediaOmitted,
	"<medien ausgeschlossen>": importer.MediaOmitted, "<médias omis>": importer.MediaOmitted, "<multimedia omitido>": importer.MediaOmitted,
	"<media omessi>": importer.MediaOmitted, "<media weggelaten>": importer.MediaOmitted, "<mídia oculta>": importer.MediaOmitted,
	"<pominięto multimedia>": importer.MediaOmitted, "<fișiere media omise>": importer.MediaOmitted,
	"this message was deleted": importer.Deleted, "this message was deleted.": importer.Deleted,
	"you deleted this message": importer.Deleted, "you deleted this message.": importer.Deleted,
	"missed voice call": importer.CallNote, "missed video call": importer.CallNote,
	"missed group voice call": importer.CallNote, "missed group video call": importer.CallNote,
}

// starts and ends are the same for notes with something of their own beside them.
var starts = []struct {
	with string
	mark importer.Mark
}{
	{"poll:", importer.Poll}, {"location: http", importer.Place}, {"live location shared", importer.Place},
	{"missed voice call", importer.CallNote}, {"missed video call", importer.CallNote},
	{"voice call,", importer.CallNote}, {"video call,", importer.CallNote}, {"voice call.", importer.CallNote}, {"video call.", importer.CallNote},
}

const edited = "<this message was edited>"

// groupNotes are what iPhones write in a group under the group's own name.
var groupNotes = []string{
	"messages and calls are end-to-end encrypted", "messages to this group are", "created this group", "created group ",
	" added you", " added ", " removed ", " left", " joined using", "changed the subject", "changed this group", "changed the group",
	"your security code with", "you're now an admin", "this chat is with",
}

// annotate adds the marks and attachments that the text shows. An error is about
// a file that is in the export and cannot be read.
func annotate(r *importer.Record, media func(string) (importer.Attachment, error)) error {
	if len(r.Text) > 2000 || !strings.ContainsAny(r.Text, "<(\u200E") && len(r.Text) > 200 {
		return nil // the app's notes are short, and long texts should cost nothing
	}
	bare := stripMarks(r.Text)
	lower := strings.ToLower(bare)
	if strings.HasSuffix(lower, edited) {
		r.Marks = append(r.Marks, importer.Edited)
		lower = strings.TrimSpace(strings.TrimSuffix(lower, edited))
	}
	if m, ok := notes[lower]; ok {
		r.Marks = append(r.Marks, m)
	} else {
		for _, s := range starts {
			if strings.HasPrefix(lower, s.with) {
				r.Marks = append(r.Marks, s.mark)
				break
			}
		}
	}
	name := attachmentName(bare)
	if name == "" {
		return nil
	}
	a, err := media(name)
	a.Name = name
	r.Attachments = append(r.Attachments, a)
	if errors.Is(err, importer.ErrNoMedia) {
		return nil
	}
	return err
}

// attachmentName finds the file a text names. Android's shape is taken only with
// the app's own file name or its English word, since people write brackets too.
//
// Almost no message has either shape, and the expressions cost more than all else
// in a parse: a byte that each shape has to hold is looked for first.
func attachmentName(text string) string {
	if strings.IndexByte(text, '<') >= 0 {
		if m := attachedIOS.FindStringSubmatch(text); m != nil {
			return m[1]
		}
	}
	line, _, _ := strings.Cut(text, "\n")
	if !strings.HasSuffix(line, ")") {
		return ""
	}
	if m := attachedAndroid.FindStringSubmatch(line); m != nil && (m[2] == "file attached" || androidName.MatchString(m[1])) {
		return m[1]
	}
	return ""
}

// isGroupNote reports a system line that an iPhone wrote under a sender's name.
func isGroupNote(text string) bool {
	if !strings.HasPrefix(text, "\u200E") {
		return false
	}
	lower := strings.ToLower(stripMarks(text))
	for _, n := range groupNotes {
		if strings.Contains(lower, n) && !strings.HasPrefix(lower, "<") {
			return true
		}
	}
	return false
}

func stripMarks(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if isMark(r) {
			return -1
		}
		return r
	}, s))
}
