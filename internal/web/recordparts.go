package web

import (
	"embed"
	"html/template"
	"sync"

	"foursight/internal/casefile"
	"foursight/internal/web/ui"
)

//go:embed templates/record*.html
var recordFiles embed.FS

var recordTemplates = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("record").Funcs(ui.Funcs()).ParseFS(recordFiles, "templates/record*.html"))
})

func recordPart(name string, data any) ui.Component {
	return ui.FromTemplate(recordTemplates(), name, data)
}

// linkParagraph is a paragraph that is one link.
func linkParagraph(text, href string) ui.Component {
	return recordPart("link", struct{ Text, Href string }{text, href})
}

// buttonGroup sets buttons beside one another.
func buttonGroup(b ui.Component) ui.Component { return recordPart("buttons", b) }

// sender is whoever used the public's own report form: nobody knows who they are
// until somebody has spoken with them.
const sender = "whoever reported online"

// staffName is a member of staff as people say it: "DC Dilys Example".
func (s *Server) staffName(id string) string {
	if st, ok := s.svc.Register().Staff(id); ok {
		return st.Known()
	}
	if id == casefile.Public {
		return sender
	}
	return "the system"
}
