package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"foursight/internal/casefile"
	"foursight/internal/casework"
	"foursight/internal/fact"
)

const pngPicture = "\x89PNG\r\n\x1a\n and the rest of it"

// cameraAnswers are those of a form that may send photographs.
func (c *client) cameraAnswers(ref string) url.Values {
	c.t.Helper()
	answers := filled(c.photoAsked(ref, "false").Find("form[enctype]"))
	answers.Set("origin", "victim_export")
	return answers
}

// Several are chosen at once under one answer; each is an entry of its own and has its own
// outcome, and the same set sent again is the same entries.
func TestSeveralPhotographsAreEachKeptOrNotByThemselves(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	c := s.signedIn("responder")
	answers := c.cameraAnswers(r.ref)
	set := []string{photograph, "<svg onload=alert(1)>", pngPicture, photograph + "x"}
	for range 2 {
		p := c.photoSent(r.ref, answers, set...)
		text := p.text("main")
		if p.status != http.StatusOK || !strings.Contains(text, "Not all are kept: 3 of 4") || strings.Count(text, "Kept:") != 3 || !strings.Contains(text, "Not kept: IMG_0002.jpg. It could not be kept: it is not a photograph") {
			t.Fatalf("%d: %s", p.status, text)
		}
		if n := len(s.caseNow(r.id).Materials); n != 3 {
			t.Fatalf("the case holds %d", n)
		}
	}
	for _, m := range s.caseNow(r.id).Materials {
		if m.Imported.Under18.Value || !m.Imported.Under18.Known() || m.Imported.Origin.Value != "victim_export" {
			t.Errorf("an entry lacks an answer: %+v", m.Imported)
		}
	}
	if names, err := s.Vault().Names(); err != nil || len(names) != 3 {
		t.Errorf("the store holds %d files, %v", len(names), err)
	}
	if p := c.photoSent(r.ref, c.cameraAnswers(r.ref), photograph, pngPicture); !strings.Contains(p.text("main h1"), "All 2 are kept") {
		t.Errorf("two more: %s", p.text("main"))
	}
	if p := c.photoSent(r.ref, c.cameraAnswers(r.ref), "no", "nor this"); p.status != http.StatusUnprocessableEntity || !strings.Contains(p.text("main h1"), "None is kept") {
		t.Errorf("none of two answers %d: %s", p.status, p.text("main"))
	}
	many := c.photoSent(r.ref, c.cameraAnswers(r.ref), slices.Repeat([]string{photograph}, casework.MostPhotos+1)...)
	if text := many.text("main"); !strings.Contains(text, "20 of 21") || !strings.Contains(text, "Only 20 are taken at once") {
		t.Errorf("too many at once: %s", text)
	}
	// Practice 1.3: one answer for the set; where it is no clear no, nothing of it is read.
	for _, said := range []string{"true", "s:asked_not_known", ""} {
		out := c.cameraAnswers(r.ref)
		out.Set(fieldUnder18, said)
		before := len(s.caseNow(r.id).Materials)
		if p := c.photoSent(r.ref, out, photograph, pngPicture); len(s.caseNow(r.id).Materials) != before || p.Find("input[type=file]").Length() > 0 {
			t.Errorf("%q: it was taken in, or the camera is offered", said)
		}
	}
}

// What breaks off on the way takes nothing from what came before it.
func TestASetThatBreaksOffSaysWhatIsKept(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	c := s.signedIn("responder")
	answers := c.cameraAnswers(r.ref)
	var body strings.Builder
	for name := range answers {
		body.WriteString("--b\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + answers.Get(name) + "\r\n")
	}
	for _, name := range []string{"one.jpg", "two.jpg"} {
		body.WriteString("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + name + "\"\r\n\r\n" + photograph + "\r\n")
	}
	cut := strings.TrimSuffix(body.String(), "and the rest of it \xff\xd9\r\n") // the second is not all there, and nothing ends it
	p := c.send("POST", "/case/"+r.ref+"/photo", strings.NewReader(cut), http.Header{"Content-Type": {"multipart/form-data; boundary=b"}, "Sec-Fetch-Site": {"same-origin"}})
	if text := p.text("main"); !strings.Contains(text, "Not all are kept: 1 of 2") || !strings.Contains(text, "Kept: one.jpg") || !strings.Contains(text, "Not kept: two.jpg") || !strings.Contains(text, "send it again") {
		t.Errorf("%d: %s", p.status, text)
	}
	if names, err := s.Vault().Names(); err != nil || len(names) != 1 || len(s.caseNow(r.id).Materials) != 1 {
		t.Errorf("kept: %d files, %v", len(names), err)
	}
}

// A photograph is shown to those who see contact details of the case, as what its bytes
// are, and to nobody else in any way.
func TestAPhotographIsShownToThoseWhoSeeItsClass(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	c := s.signedIn("responder")
	for content, as := range map[string]string{photograph: "image/jpeg", pngPicture: "image/png", "GIF89a<script>alert(1)</script>": "image/gif"} {
		kept := c.photoSent(r.ref, c.cameraAnswers(r.ref), content)
		if kept.Find("main img").Length() > 0 || kept.Find(`main a[href$="?show=yes"]`).Length() != 1 {
			t.Errorf("it is shown before anybody asks: %s", kept.text("main"))
		}
		path := strings.Split(kept.path, "?")[0]
		if src := c.get(path+"?show=yes").Find("main img").AttrOr("src", ""); src != path+"/picture" {
			t.Errorf("asked to show it, the page has %q", src)
		}
		p := c.get(path + "/picture")
		h := p.header
		if p.status != http.StatusOK || p.body != content || h.Get("Content-Type") != as || h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Content-Security-Policy") != "sandbox; default-src 'none'" ||
			!strings.HasPrefix(h.Get("Content-Disposition"), "inline; filename=\""+r.ref) || h.Get("Cache-Control") != "no-store" || h.Get("Cross-Origin-Resource-Policy") != "same-origin" {
			t.Errorf("it comes as %d %q with %v", p.status, p.body, h)
		}
		for who, want := range map[string]int{"sergeant": http.StatusOK, "detective": http.StatusNotFound, "other": http.StatusNotFound, "handler": http.StatusNotFound, "suspect": http.StatusNotFound, "registrar": http.StatusNotFound,
			"standards": http.StatusNotFound, "advocate": http.StatusNotFound, "admin": http.StatusNotFound} {
			o := s.signedIn(who)
			if got := o.get(path + "/picture"); got.status != want || want != http.StatusOK && strings.Contains(got.body, "rest of it") {
				t.Errorf("%s is answered %d, want %d", who, got.status, want)
			}
			if page := o.get(path + "?show=yes"); want != http.StatusOK && page.Find("img[src*=picture]").Length() > 0 {
				t.Errorf("%s is given a picture that does not come", who)
			}
		}
		if p := s.client().get(path + "/picture"); strings.Contains(p.body, "rest of it") {
			t.Error("it comes to somebody who has not signed in")
		}
	}
	looks, err := s.WhoLooked(t.Context(), s.page("responder", r.id), "", 100)
	must(t, err)
	if !slices.ContainsFunc(looks.Items, func(l casework.Looked) bool {
		return l.Staff == "sergeant" && l.Route == "GET /case/{ref}/material/{id}/picture"
	}) {
		t.Errorf("that it was looked at is not recorded: %+v", looks.Items)
	}
	if got := c.get("/case/" + r.ref + "/looks").text("main"); !strings.Contains(got, "a photograph, shown") {
		t.Errorf("who has looked does not name it: %s", got)
	}
}

// What is no picture of a known kind is never sent as one, whatever an entry says it is;
// nor is one of which it is no longer a clear no that somebody pictured is under 18.
func TestNothingButAPictureIsShown(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	c := s.signedIn("responder")
	for _, content := range []string{"<!doctype html><script>alert(1)</script>", `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`, "%PDF-1.7", "", "\xff\xd8", "GIF8 <script>"} {
		blob, err := s.Vault().Add(t.Context(), strings.NewReader(content), 1<<20)
		must(t, err)
		e := s.event("MaterialImported", casefile.MaterialImported{Origin: fact.Of(casefile.MaterialOrigin("police_photograph")), Under18: fact.Of(false), Format: casefile.FormatPhotograph, FileName: "IMG_1.jpg",
			SHA256: casefile.Line(blob.SHA256), Blob: casefile.Line(blob.Name), Key: casefile.Line(string(blob.Key)), Size: blob.Size})
		e.Source = casefile.FromImport
		s.record("responder", r.id, e)
		if p := c.get("/case/" + r.ref + "/material/" + e.ID + "/picture"); p.status != http.StatusNotFound || content != "" && strings.Contains(p.body, content) {
			t.Errorf("%q comes as %d %s", content, p.status, p.header.Get("Content-Type"))
		}
	}
	kept := c.photoSent(r.ref, c.cameraAnswers(r.ref), photograph)
	path := strings.Split(kept.path, "?")[0]
	list := s.caseNow(r.id).Materials
	m := list[len(list)-1]
	for _, said := range []fact.Answer[bool]{fact.Of(true), {Status: fact.AskedNotKnown}} {
		d := *m.Imported
		d.Under18 = said
		e := s.event("MaterialImported", d)
		e.Corrects, e.Reason, e.Source = m.ID, "Her daughter is in it.", casefile.FromImport
		s.record("responder", r.id, e)
		for _, to := range []string{"/picture", "/original"} {
			if p := c.get(path + to); p.status != http.StatusNotFound {
				t.Errorf("%v: %s answers %d", said, to, p.status)
			}
		}
		if p := c.get(path + "?show=yes"); p.Find("main img").Length() > 0 || !strings.Contains(p.text("main"), "may be under 18") {
			t.Errorf("%v: the page: %s", said, p.text("main"))
		}
	}
	// Behind a wall it is not there for whoever took it.
	other := c.photoSent(r.ref, c.cameraAnswers(r.ref), photograph)
	s.record("standards", r.id, s.event("AccessRestricted", casefile.AccessRestricted{Guardian: "standards"}))
	if p := c.get(strings.Split(other.path, "?")[0] + "/picture"); p.status != http.StatusNotFound {
		t.Errorf("outside the wall it answers %d", p.status)
	}
}
