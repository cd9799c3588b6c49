package web

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"foursight/internal/casefile"
)

const chat = `12/11/2026, 09:00 - Messages and calls are end-to-end encrypted.
13/11/2026, 21:40 - Steven: I know you are in
13/11/2026, 21:41 - Steven: <script>alert(1)</script>
14/11/2026, 07:02 - Ffion: Please stop
15/11/2026, 23:59 - Steven: You will be sorry
`

const ambiguousChat = `01/02/2026, 21:40 - Steven: I know you are in
02/02/2026, 21:41 - Steven: Answer me
`

// upload sends the file form with a file, as a browser would.
func (c *client) upload(p shown, name, content string, change url.Values) shown {
	c.t.Helper()
	form := p.Find(`form[enctype]`)
	values := filled(form)
	for n, v := range change {
		values[n] = v
	}
	delete(values, "file")
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for n, vs := range values {
		for _, v := range vs {
			must(c.t, w.WriteField(n, v))
		}
	}
	part, err := w.CreateFormFile("file", name)
	must(c.t, err)
	_, err = part.Write([]byte(content))
	must(c.t, err)
	must(c.t, w.Close())
	return c.send("POST", form.AttrOr("action", ""), &body, http.Header{"Content-Type": {w.FormDataContentType()}, "Sec-Fetch-Site": {"same-origin"}})
}

// asked goes through the questions before a file.
func (c *client) asked(ref, under18 string) shown {
	c.t.Helper()
	p := c.get("/case/" + ref + "/import")
	p = c.submit(p, "main form.fs-form", url.Values{"origin": {"victim_export"}, "agreement_recorded": {"true"}, "may_show_under_18": {under18}})
	if p.status != http.StatusOK || p.Find(`form[enctype]`).Length() != 1 {
		c.t.Fatalf("the questions answered lead to %d: %s", p.status, p.text("main"))
	}
	return p
}

// owned is a case whose owner is the detective.
func owned(s *site) (reported, *client) {
	r := s.report("responder", "Ffion Invented")
	s.record("sergeant", r.id, s.event("OwnerAssigned", casefile.OwnerAssigned{Staff: "detective", Unit: "north"}))
	return r, s.signedIn("detective")
}

func TestAChatBecomesMessagesAndChosenOnesIncidents(t *testing.T) {
	s := newSite(t)
	r, c := owned(s)
	if link := c.get("/case/" + r.ref).Find(`a[href="/case/` + r.ref + `/import"]`); link.Length() != 1 {
		t.Errorf("the case leads to the import %d times", link.Length())
	}
	p := c.upload(c.asked(r.ref, "false"), "WhatsApp Chat.txt", chat, nil)
	if p.status != http.StatusOK || !strings.Contains(p.path, "/material/") {
		t.Fatalf("importing leads to %s with %d: %s", p.path, p.status, p.text("main"))
	}
	if p.Find("main script").Length() > 0 || !strings.Contains(p.text(".fs-messages"), "<script>alert(1)</script>") {
		t.Error("a message became markup")
	}
	found := c.post(p.path+"/search", url.Values{"words": {"sorry"}})
	if n := found.Find(".fs-message").Length(); n != 1 {
		t.Fatalf("searching finds %d rows", n)
	}
	if strings.Contains(found.path, "sorry") {
		t.Errorf("the words searched for stand in the address %s", found.path)
	}
	row := found.Find("input[name=row]").AttrOr("value", "")
	material := strings.Split(p.path, "?")[0]
	confirm := c.post(material+"/incidents", url.Values{"row": {row}})
	selector := `form[action$="/incidents"]`
	values := filled(confirm.Find(selector))
	for range 2 {
		if done := c.post(material+"/incidents", values); done.status != http.StatusOK || !strings.Contains(done.path, "?done=") {
			t.Fatalf("recording leads to %s with %d: %s", done.path, done.status, done.text("main"))
		}
	}
	items := s.caseNow(r.id).Pairs[0].Incidents.Items
	if len(items) != 1 || items[0].Data.What != "You will be sorry" || items[0].Data.Line != 5 || !strings.Contains(string(items[0].Data.File), "WhatsApp Chat.txt") || items[0].Data.Material == "" {
		t.Fatalf("recorded %+v", items)
	}
	original := c.get(material + "/original")
	if original.body != chat || !strings.Contains(original.header.Get("Content-Disposition"), "attachment") || !strings.Contains(original.header.Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("the original comes as %q with %v", original.body, original.header)
	}
	outsider := s.signedIn("other")
	if got := outsider.get(material); strings.Contains(got.body, "sorry") || strings.Contains(got.body, "WhatsApp Chat") || got.status != http.StatusOK {
		t.Errorf("without the contact class the page shows messages (%d)", got.status)
	}
	if got := outsider.get(material + "/original"); got.status != http.StatusNotFound {
		t.Errorf("without the contact class the original answers %d", got.status)
	}
}

func TestSendersAndUnwantedAreAskedOnceForAFile(t *testing.T) {
	s := newSite(t)
	r, c := owned(s)
	p := c.upload(c.asked(r.ref, "false"), "WhatsApp Chat.txt", chat, nil)
	material := strings.Split(p.path, "?")[0]
	if p.Find(".fs-message").Length() != 5 || p.Find("input[name=row]").Length() != 4 {
		t.Fatalf("%d lines, %d to tick; want all but the app's own: %s", p.Find(".fs-message").Length(), p.Find("input[name=row]").Length(), p.text(".fs-messages"))
	}
	var rows []string
	p.Find("input[name=row]").Each(func(_ int, x *goquery.Selection) { rows = append(rows, x.AttrOr("value", "")) })
	check := c.post(material+"/incidents", url.Values{"row": rows})
	if check.Find("input[name=unwanted][value=true]").Length() != 1 || check.Find("input[value=victim]").Length() != 2 {
		t.Fatalf("the check page asks %s", check.text("main"))
	}
	done := c.submit(check, `form[action$="/incidents"]`, url.Values{"sender-0": {"other"}, "sender-1": {"victim"}, "unwanted": {"true"}})
	if got := done.text(".govuk-notification-banner__heading"); got != "3 incidents recorded." {
		t.Errorf("after saving it says %q (%d): %s", got, done.status, done.text(".govuk-error-summary"))
	}
	items := s.caseNow(r.id).Pairs[0].Incidents.Items
	for _, i := range items {
		if i.Data.What == "Please stop" || !i.Unwanted.Known() || !i.Unwanted.Value {
			t.Errorf("recorded %q, unwanted %v", i.Data.What, i.Unwanted)
		}
	}
	if n := c.get(material).Find("input[name=row]").Length(); len(items) != 3 || n != 3 {
		t.Errorf("%d incidents; %d lines to tick once the victim's own are known; want 3 and 3", len(items), n)
	}
	again := c.post(material+"/incidents", url.Values{"row": rows[:1]})
	if again.Find(`input[name="sender-0"][value=other][checked]`).Length() != 1 {
		t.Errorf("who is who is asked again: %s", again.text("main"))
	}
	if app := c.post(material+"/incidents", url.Values{"row": {"0"}, "confirm": {"yes"}, "pair": {r.pair}, "id-0": {newEntryID()}}); app.status != http.StatusUnprocessableEntity {
		t.Errorf("the app's own line becomes an incident with %d", app.status)
	}
}

func TestMaterialThatMayShowSomebodyUnder18IsOnlySealed(t *testing.T) {
	for _, said := range []string{"true", "s:asked_not_known"} {
		t.Run(said, func(t *testing.T) {
			s := newSite(t)
			r, c := owned(s)
			ask := c.asked(r.ref, said)
			if !strings.Contains(ask.text("main"), "digital media investigator") {
				t.Errorf("the page does not say whom to ask: %s", ask.text("main"))
			}
			p := c.upload(ask, "chat.txt", chat, nil)
			if p.status != http.StatusOK || strings.Contains(p.body, "sorry") {
				t.Fatalf("it answers %d with %s", p.status, p.text("main"))
			}
			m := s.caseNow(r.id).Materials
			if len(m) != 1 || m[0].Imported.Derived != "" || m[0].Imported.SHA256 == "" {
				t.Errorf("kept %+v", m)
			}
			if got := c.get(strings.Split(p.path, "?")[0] + "/original"); got.status != http.StatusNotFound {
				t.Errorf("the sealed original is handed out with %d", got.status)
			}
		})
	}
}

func TestNothingIsOpenedBeforeItIsAsked(t *testing.T) {
	s := newSite(t)
	r, c := owned(s)
	p := c.get("/case/" + r.ref + "/import")
	refused := c.submit(p, "main form.fs-form", nil)
	if refused.status != http.StatusUnprocessableEntity || refused.Find(".govuk-error-summary a").Length() != 2 {
		t.Errorf("unasked it answers %d with %s", refused.status, refused.text(".govuk-error-summary"))
	}
	if refused.Find("input[type=file]").Length() > 0 {
		t.Error("a file is taken before the questions are answered")
	}
}

func TestAmbiguousDatesAreAskedAndNeverGuessed(t *testing.T) {
	s := newSite(t)
	r, c := owned(s)
	p := c.upload(c.asked(r.ref, "false"), "chat.txt", ambiguousChat, nil)
	if p.status != http.StatusUnprocessableEntity || p.Find("input[name=date_order]").Length() < 2 {
		t.Fatalf("it answers %d: %s", p.status, p.text("main"))
	}
	if len(s.caseNow(r.id).Materials) != 0 {
		t.Fatal("something was recorded before the answer")
	}
	if p.Find("input[type=file]").Length() > 0 {
		t.Error("the file is to be chosen again")
	}
	other := s.signedIn("sergeant")
	if got := other.upload(p, "", "", url.Values{"date_order": {"dmy"}}); got.status != http.StatusUnprocessableEntity {
		t.Errorf("somebody else's kept file answers %d", got.status)
	}
	done := c.upload(p, "", "", url.Values{"date_order": {"dmy"}})
	if done.status != http.StatusOK || !strings.Contains(done.text(".fs-messages"), "1 Feb 2026") {
		t.Errorf("after the answer it shows %s", done.text(".fs-messages"))
	}
	if left, err := s.ListWorking(t.Context(), "detective", "upload"); err != nil || len(left) != 0 {
		t.Errorf("%d files are still kept: %v", len(left), err)
	}
}

func TestAKeptFileIsGoneAfterAnHour(t *testing.T) {
	s := newSite(t)
	r, c := owned(s)
	p := c.upload(c.asked(r.ref, "false"), "chat.txt", ambiguousChat, nil)
	s.now = s.now.Add(61 * time.Minute)
	got := s.signedIn("detective").upload(p, "", "", url.Values{"date_order": {"dmy"}})
	if got.status != http.StatusUnprocessableEntity || got.Find("input[type=file]").Length() != 1 || !strings.Contains(got.text(".govuk-error-summary"), "Choose it again") {
		t.Errorf("it answers %d: %s", got.status, got.text("main"))
	}
	done := s.signedIn("detective").upload(got, "chat.txt", ambiguousChat, url.Values{"date_order": {"dmy"}})
	if len(s.caseNow(r.id).Materials) != 1 {
		t.Errorf("chosen again it answers %d: %s", done.status, done.text("main"))
	}
}

func TestAFileThatIsNoneOfThemIsSaidToBe(t *testing.T) {
	s := newSite(t)
	r, c := owned(s)
	p := c.upload(c.asked(r.ref, "false"), "holiday.jpg", "\xff\xd8\xff\xe0 not a chat", nil)
	if p.status != http.StatusUnprocessableEntity || p.text("#f-file-error") == "" {
		t.Errorf("it answers %d: %s", p.status, p.text("main"))
	}
	if empty := c.submit(c.asked(r.ref, "false"), `form[enctype]`, nil); empty.status == http.StatusOK {
		t.Errorf("a form that is no upload answers %d", empty.status)
	}
}
