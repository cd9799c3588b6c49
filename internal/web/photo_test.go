package web

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"foursight/internal/browsertest"
	"foursight/internal/casefile"
)

// photograph is how a JPEG begins, with what a camera wrote into it.
const photograph = "\xff\xd8\xff\xe1\x00\x18Exif\x00\x00 51.5 N 0.1 W and the rest of it \xff\xd9"

func (c *client) photoAsked(ref, under18 string) shown {
	c.t.Helper()
	return c.submit(c.get("/case/"+ref+"/photo"), "main form.fs-form", url.Values{fieldUnder18: {under18}})
}

// photoSent sends a photograph with any answers, as a page that was changed by hand
// might.
func (c *client) photoSent(ref string, answers url.Values, contents ...string) shown {
	c.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for n := range answers {
		if n != "file" {
			must(c.t, w.WriteField(n, answers.Get(n)))
		}
	}
	if len(contents) > 1 { // chosen from the phone: the camera's own control comes first and is empty
		_, err := w.CreatePart(textproto.MIMEHeader{"Content-Disposition": {`form-data; name="file"; filename=""`}})
		must(c.t, err)
	}
	for n, content := range contents {
		part, err := w.CreateFormFile("file", fmt.Sprintf("../IMG_%04d.jpg", n+1))
		must(c.t, err)
		_, err = part.Write([]byte(content))
		must(c.t, err)
	}
	must(c.t, w.Close())
	return c.send("POST", "/case/"+ref+"/photo", &body, http.Header{"Content-Type": {w.FormDataContentType()}, "Sec-Fetch-Site": {"same-origin"}})
}

func TestAPhotographIsKeptAsItCame(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	c := s.signedIn("responder")
	if c.get("/case/"+r.ref).Find(`a[href="/case/`+r.ref+`/photo"]`).Length() == 0 {
		t.Error("the case does not lead to the camera")
	}
	p := c.photoAsked(r.ref, "false")
	box, choose := p.Find("#f-file"), p.Find("#f-files[multiple]")
	if box.AttrOr("accept", "") != "image/*" || box.AttrOr("capture", "") != "environment" {
		t.Fatalf("the camera is not offered: %s", p.text("main"))
	}
	if _, camera := choose.Attr("capture"); camera || choose.AttrOr("accept", "") != "image/*" || choose.AttrOr("name", "") != "file" {
		t.Errorf("what is on the phone cannot be chosen: %s", p.text("main"))
	}
	answers := filled(p.Find("form[enctype]"))
	answers.Set("origin", "police_photograph")
	kept := c.photoSent(r.ref, answers, photograph)
	if kept.status != http.StatusOK || !strings.Contains(kept.path, "/material/") || kept.Find("main img").Length() > 0 {
		t.Fatalf("keeping it leads to %s with %d: %s", kept.path, kept.status, kept.text("main"))
	}
	if again := c.photoSent(r.ref, answers, photograph); again.path != kept.path {
		t.Errorf("sent again over a bad signal it leads to %s: %s", again.path, again.text("main"))
	}
	if changed := c.photoSent(r.ref, answers, photograph+"x"); changed.status != http.StatusUnprocessableEntity {
		t.Errorf("another photograph under the same id answers %d", changed.status)
	}
	x := s.caseNow(r.id)
	if len(x.Materials) != 1 || x.Materials[0].Kind.Value != "photograph" || x.Materials[0].Imported.FileName != "IMG_0001.jpg" || x.Materials[0].Imported.Derived != "" {
		t.Fatalf("the case holds %+v", x.Materials)
	}
	original := c.get(strings.Split(kept.path, "?")[0] + "/original")
	if original.body != photograph || !strings.Contains(original.header.Get("Content-Disposition"), "attachment") {
		t.Errorf("the original comes as %q with %v", original.body, original.header)
	}
	if names, err := s.Vault().Names(); err != nil || len(names) != 1 {
		t.Errorf("the evidence store holds %d files, %v; what was refused is still there", len(names), err)
	}
}

// A photograph taken in a first response does not skip its last page.
func TestAfterThePhotographComesWhatIsRecordedAndWhatIsLeft(t *testing.T) {
	s := newSite(t)
	c := s.signedIn("responder")
	p := c.onReport(c.get("/report"), url.Values{"s.safe_now": {"true"}, fieldDo: {"to-" + stepLeave}})
	ask := c.onReport(p, url.Values{fieldDo: {doPhoto}})
	ref := strings.Split(ask.path, "/")[2]
	after := func(ask shown, says string) {
		t.Helper()
		camera := c.submit(ask, "main form.fs-form", url.Values{fieldUnder18: {"false"}})
		answers := filled(camera.Find("form[enctype]"))
		answers.Set("origin", "police_photograph")
		kept := c.photoSent(ref, answers, photograph)
		banner := kept.text(".govuk-notification-banner")
		for _, want := range []string{says, "Safe to leave", "Complete before end of shift"} {
			if kept.status != http.StatusOK || !strings.Contains(banner, want) {
				t.Errorf("after the photograph, at %s, %q is not said: %s", kept.path, want, banner)
			}
		}
	}
	after(ask, "Report received.")
	kept := c.submit(ask, "main form.fs-form", url.Values{fieldUnder18: {"true"}})
	if kept.Find(`main a[href^="/case/`+ref+`?done="]`).Length() != 1 {
		t.Errorf("an image that stays out leads nowhere: %s", kept.text("main"))
	}
	last := c.onReport(c.get("/case/"+ref+"/door"), url.Values{fieldDo: {"to-" + stepLeave}})
	after(c.onReport(last, url.Values{"g.words": {"At her sister's."}, fieldDo: {doPhoto}}), "Recorded at the door.")
}

// Practice 1.3: yes, not known and declined keep the image out, whatever is sent.
func TestAnImageThatMayShowSomebodyUnder18StaysOut(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	c := s.signedIn("responder")
	for _, said := range []string{"true", "s:asked_not_known", "s:declined"} {
		p := c.photoAsked(r.ref, said)
		if p.Find("input[type=file]").Length() > 0 || !strings.Contains(p.text("main"), "digital media investigator") || !strings.Contains(p.text("main"), "Keep the device") {
			t.Errorf("%s: %s", said, p.text("main"))
		}
		for _, way := range []string{"SpecialistAsked", "EvidenceAdded"} {
			href := p.Find(`main a[href*="`+way+`"]`).AttrOr("href", "")
			if got := c.get(href); href == "" || got.Find("input[checked][value=digital], option[selected][value=digital], input[checked][value=device], option[selected][value=device]").Length() != 1 {
				t.Errorf("%s: %q does not begin with what is known", said, href)
			}
		}
		answers := url.Values{fieldUnder18: {said}, "origin": {"police_photograph"}, fieldEntry: {newEntryID()}, fieldBase: {"1"}}
		if sent := c.photoSent(r.ref, answers, photograph); strings.Contains(sent.path, "/material/") || sent.Find("input[type=file]").Length() > 0 {
			t.Errorf("%s: it was taken in all the same, or the camera is offered again", said)
		}
	}
	if p := c.photoAsked(r.ref, ""); p.status != http.StatusUnprocessableEntity || p.Find("input[type=file]").Length() > 0 {
		t.Errorf("not answered, the camera is offered (%d)", p.status)
	}
	sent := c.photoSent(r.ref, url.Values{"origin": {"police_photograph"}, fieldEntry: {newEntryID()}, fieldBase: {"1"}}, photograph)
	if sent.status != http.StatusUnprocessableEntity {
		t.Errorf("not asked, it answers %d", sent.status)
	}
	if names, err := s.Vault().Names(); err != nil || len(names) != 0 || len(s.caseNow(r.id).Materials) != 0 {
		t.Errorf("kept: %v, %v", names, err)
	}
}

func TestWhatIsNoPhotographIsNotTakenForOne(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	c := s.signedIn("responder")
	answers := filled(c.photoAsked(r.ref, "false").Find("form[enctype]"))
	answers.Set("origin", "police_photograph")
	for _, content := range []string{"", "<svg onload=alert(1)>", "%PDF-1.7", "MZ\x90"} {
		if p := c.photoSent(r.ref, answers, content); p.status != http.StatusUnprocessableEntity || p.Find("#f-file-error").Length() != 1 {
			t.Errorf("%q answers %d: %s", content, p.status, p.text("main"))
		}
	}
	answers.Del("origin")
	if p := c.photoSent(r.ref, answers, photograph); p.status != http.StatusUnprocessableEntity || p.Find(`form[enctype] input[type=file]`).Length() != 2 {
		t.Errorf("without how it came it answers %d", p.status)
	}
	if len(s.caseNow(r.id).Materials) != 0 {
		t.Error("something was kept")
	}
	if p := s.signedIn("standards").get("/case/" + r.ref + "/photo"); p.Find("input").Length() == 0 && p.status == http.StatusOK {
		t.Errorf("somebody who works no case is offered the camera")
	}
}

func TestAPhotographIsTakenOnAPhoneWithoutScriptAndOnABadLine(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	file := filepath.Join(t.TempDir(), "IMG_0002.jpg")
	must(t, os.WriteFile(file, []byte(photograph+strings.Repeat("x", 20_000)), 0o600))
	for n, width := range []int{390, 1280} {
		p, base := s.tab(browsertest.New(t), "responder", width, 844)
		p.JSOff()
		p.Throttle(400, 400*time.Millisecond)
		look := func(what string) {
			t.Helper()
			for _, v := range p.Violations() {
				t.Errorf("%s at %d px: %s", what, width, v)
			}
			for _, o := range p.HorizontalScroll() {
				t.Errorf("%s at %d px: %s", what, width, o)
			}
			for _, stop := range p.TabStops() {
				if stop.Obscured || !stop.FocusVisible {
					t.Errorf("%s at %d px: the focus on %s cannot be seen", what, width, stop.Selector)
				}
			}
			p.Screenshot(fmt.Sprintf("photo-%s-%d", what, width))
		}
		p.Open(base + "/case/" + r.ref + "/photo")
		look("asked")
		p.Click("#f-may-show-under-18")
		p.Follow("main form.fs-form button")
		look("kept out")
		p.Open(base + "/case/" + r.ref + "/photo")
		p.Click("#f-may-show-under-18-2")
		p.Follow("main form.fs-form button")
		look("camera")
		p.Choose("#f-file", file)
		p.Click(`input[name=origin][value=police_photograph]`)
		if status := p.Follow("main form.fs-form button"); status != http.StatusOK || !strings.Contains(p.Location(), "/material/") {
			t.Fatalf("keeping it answers %d at %s", status, p.Location())
		}
		look("kept")
		if got := s.caseNow(r.id).Materials; len(got) != n+1 || got[n].Imported.Format != casefile.FormatPhotograph {
			t.Errorf("the case holds %+v", got)
		}
	}
}
