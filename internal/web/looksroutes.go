package web

import "strings"

// routesInWords names every page that can show something of a case, as who has looked
// lists it. A test holds that each page has one.
var routesInWords = map[string]string{
	"/{$}":                "their home page",
	"/cases":              "a list of cases",
	changesPath:           "what changed since their last shift",
	"/search/{id}":        "what a search found",
	"/shared":             "what is shared with a partner",
	watchPath:             "the page that watches for online reports",
	measurePath:           "a measure of the force",
	"/drafts":             "their drafts",
	"/call/{id}":          "an answer to a call",
	"/call/{id}/report":   "a report begun from a call",
	"/report":             "a new report",
	"/report/{id}/{step}": "a report being written",
	"/draft/{id}":         "a draft",
	"/draft/{id}/drop":    "a draft, thrown away",

	"/case/{ref}":        "overview",
	"/case/{ref}/people": "people",
	"/case/{ref}/course": "course of conduct",
	"/case/{ref}/duties": "duties",
	"/case/{ref}/duties/{clause}/{scope}/{occurrence}": "one duty, why",
	"/case/{ref}/ask":                     "what is not known",
	"/case/{ref}/history":                 "history",
	"/case/{ref}/entry/{id}":              "one entry",
	"/case/{ref}/looks":                   "who has looked",
	"/case/{ref}/reveal":                  "a masked number or address, shown",
	"/case/{ref}/glass":                   "opening with a reason",
	"/case/{ref}/log-text":                "text for the incident log",
	"/case/{ref}/export":                  "export",
	"/case/{ref}/checks":                  "background checks",
	"/case/{ref}/risk":                    "risk",
	"/case/{ref}/offences":                "offences",
	"/case/{ref}/safety":                  "safety plans and advice",
	"/case/{ref}/safety/{person}/sheet":   "a safety plan on paper",
	"/case/{ref}/same":                    "possibly the same",
	"/case/{ref}/news":                    "a call from the victim",
	"/case/{ref}/release/{arrest}":        "before a release from custody",
	"/case/{ref}/door":                    "at the door",
	"/case/{ref}/door/{id}/{step}":        "at the door",
	"/case/{ref}/record/{kind}":           "a form",
	"/case/{ref}/photo":                   "a photograph to take",
	"/case/{ref}/photo/asked":             "a photograph to take",
	"/case/{ref}/import":                  "import",
	"/case/{ref}/import/asked":            "import",
	"/case/{ref}/material/{id}":           "imported material",
	"/case/{ref}/material/{id}/search":    "imported material, searched",
	"/case/{ref}/material/{id}/incidents": "imported material",
	"/case/{ref}/material/{id}/original":  "an imported file, as it came",
	"/case/{ref}/material/{id}/picture":   "a photograph, shown",
}

// routeWords names a page by its address pattern: "GET /case/{ref}/people". A page of
// an earlier release, which this one does not have, is said to be that.
func routeWords(route string) string {
	_, path, several := strings.Cut(route, " ")
	if !several {
		path = route // a command, not a page
	}
	switch words := routesInWords[path]; {
	case words != "":
		return words
	case path == "export":
		return "export"
	}
	return "another page (" + path + ")"
}
