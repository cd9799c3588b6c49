package web

import (
	"embed"
	"html/template"
	"sync"

	"foursight/internal/access"
	"foursight/internal/web/ui"
	"foursight/internal/words"
)

//go:embed templates/door*.html
var doorFiles embed.FS

var doorTemplates = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("door").Funcs(ui.Funcs()).ParseFS(doorFiles, "templates/door*.html"))
})

func doorPart(name string, data any) ui.Component {
	return ui.FromTemplate(doorTemplates(), "door-"+name, data)
}

// cardRoutes is the prompt card: the one page that may be kept by a browser,
// because it is the same for everybody and holds nothing about anybody.
func (s *Server) cardRoutes() []route {
	return []route{{"GET", "/prompt-card", access.Public, onNothing, "", nil, s.promptCard}}
}

// keepCard is how long a browser may keep the card without asking again.
const keepCard = "public, max-age=86400"

// promptCard is what to ask and do at the door, for where there is no signal
// (practice 1.12): it prints on A4 and A5, and a browser may keep it.
func (s *Server) promptCard(*visit) (answer, error) {
	door := s.words.Doorstep()
	data := struct {
		Parts   []words.CardPart
		Instead []words.Instead
	}{append(append([]words.CardPart{}, door.Card...), door.Images), door.Instead}
	page := &ui.Page{Title: "Prompt card", Heading: "At the door: prompt card", Body: doorPart("card", data)}
	return answer{page: page, kept: keepCard}, nil
}
