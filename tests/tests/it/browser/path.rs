//! The whole way in a real browser: a worker's phone and a clerk's desk, with and without scripts.

use huiyin_tests::browser::{Browser, Screen, Scripts};
use huiyin_tests::html::option_value;
use huiyin_tests::installation::Installation;
use huiyin_tests::server::Server;
use huiyin_tests::staff::{Staff, Team};
use huiyin_tests::visitor::PASSWORD;

const TEXT: &str = "食堂门口没有无障碍通道，坐轮椅的工友进不去，建议增设坡道。";

/// One walk: a browser on a server, and a prefix for its pictures.
struct Walk<'a> {
    browser: Browser,
    server: &'a Server,
    name: &'static str,
    pictures: u32,
}

impl Walk<'_> {
    async fn open(&self, path: &str) {
        self.browser.goto(&self.server.url(path)).await;
    }

    /// Every page fits the screen, and leaves a picture when pictures are wanted.
    async fn look(&mut self, what: &str) {
        self.pictures += 1;
        let name = format!("{}-{:02}-{what}", self.name, self.pictures);
        self.browser.picture(&name).await;
        assert!(
            self.browser.fits_the_screen().await,
            "{what} is wider than the screen"
        );
    }

    /// A radio button or a check box, by what surrounds it: the box itself may be drawn over.
    async fn pick(&self, scope: &str, name: &str, value: &str) {
        let label = format!("{scope} label:has(input[name='{name}'][value='{value}'])");
        self.browser.click(&label).await;
    }

    /// Unfolds the form of an action, if it is folded.
    async fn unfold(&self, action: &str) {
        if self
            .browser
            .has(&format!("details#action-{action}:not([open])"))
            .await
        {
            self.browser
                .click(&format!("#action-{action} > summary"))
                .await;
        }
    }

    async fn send(&self, action: &str) {
        self.browser
            .click_through(&format!("#action-{action} form button"))
            .await;
    }

    async fn says(&self, words: &str) {
        let text = self.browser.text().await;
        assert!(
            text.contains(words),
            "{} does not say {words}:\n{text}",
            self.browser.path().await
        );
    }

    async fn submit(&mut self) -> String {
        self.open("/").await;
        self.look("home").await;
        self.open("/submit").await;
        self.look("form").await;
        let form = "form[action='/submit']";
        // sent with nothing in it: it comes back and says what is missing
        self.browser
            .click_through(&format!("{form} button.button--primary"))
            .await;
        self.browser.find(".field--error").await;
        self.look("form-with-errors").await;
        self.pick(form, "intent", "suggest").await;
        self.browser
            .fill(&format!("{form} [name='body']"), TEXT)
            .await;
        self.pick(form, "identity", "anonymous").await;
        self.pick(form, "consent", "yes").await;
        self.browser
            .click_through(&format!("{form} button.button--primary"))
            .await;
        let code = self
            .browser
            .find(".receipt__code")
            .await
            .text()
            .await
            .expect("a code");
        self.look("receipt").await;
        code.trim().to_owned()
    }

    async fn track(&mut self, code: &str, what: &str) {
        self.open("/track").await;
        self.browser.fill("[name='code']", code).await;
        self.browser
            .click_through("form[action='/track'] button")
            .await;
        self.browser.find(".steps").await;
        self.look(what).await;
    }

    async fn sign_in(&mut self, staff: &Staff) {
        self.open("/login").await;
        self.browser
            .fill("[name='username']", &staff.username)
            .await;
        self.browser
            .fill("[name='password']", &staff.one_time_password)
            .await;
        self.look("login").await;
        self.send("login").await;
        self.browser.find("[name='again']").await;
        self.look("password").await;
        self.browser
            .fill("[name='current']", &staff.one_time_password)
            .await;
        self.browser.fill("[name='new']", PASSWORD).await;
        self.browser.fill("[name='again']", PASSWORD).await;
        self.send("password").await;
        // the old sessions ended with the old password
        self.browser.find("[name='username']").await;
        self.browser
            .fill("[name='username']", &staff.username)
            .await;
        self.browser.fill("[name='password']", PASSWORD).await;
        self.send("login").await;
        self.browser.find("form[action='/logout']").await;
    }

    async fn sign_out(&self) {
        self.open("/desk").await;
        // on a phone the button may lie in a folded menu: sending the form is what counts
        self.browser
            .client()
            .delete_all_cookies()
            .await
            .expect("cookies can be deleted");
    }

    /// From the worklist to the page of the one suggestion.
    async fn open_the_suggestion(&mut self, who: &str) {
        self.open("/desk").await;
        self.look(&format!("{who}-worklist")).await;
        self.browser
            .click_through("a[href^='/desk/suggestions/']")
            .await;
        self.says("来件原文").await;
        self.look(&format!("{who}-suggestion")).await;
    }

    async fn clerk(&mut self, staff: &Staff) {
        self.sign_in(staff).await;
        self.open_the_suggestion("clerk").await;
        self.unfold("accept").await;
        self.pick("#action-accept", "kind", "proposal").await;
        self.look("clerk-accept").await;
        self.send("accept").await;
        self.says("待分办").await;
        self.unfold("assign").await;
        let html = self.browser.client().source().await.expect("a page");
        let unit = option_value(&html, "权益保障部").expect("the unit can be chosen");
        self.browser
            .choose("#action-assign [name='lead']", &unit)
            .await;
        self.look("clerk-assign").await;
        self.send("assign").await;
        self.says("待签收").await;
        self.sign_out().await;
    }

    async fn handler(&mut self, staff: &Staff) {
        self.sign_in(staff).await;
        self.open_the_suggestion("handler").await;
        self.unfold("acknowledge").await;
        self.send("acknowledge").await;
        self.says("办理中").await;
        self.unfold("draft-reply").await;
        let scope = "#action-draft-reply";
        self.pick(scope, "reply_kind", "final").await;
        self.browser
            .fill(
                &format!("{scope} textarea[name^='point']"),
                "坡道已经列入十二月的维修计划，十二月十日前完工。",
            )
            .await;
        self.pick(scope, "result_class", "A").await;
        self.pick(scope, "adoption", "adopted").await;
        self.look("handler-reply").await;
        self.send("draft-reply").await;
        self.says("待审核").await;
        self.sign_out().await;
    }

    async fn head(&mut self, staff: &Staff) {
        self.sign_in(staff).await;
        self.open_the_suggestion("head").await;
        self.unfold("sign-off").await;
        self.send("sign-off").await;
        self.says("已答复").await;
        self.look("head-after").await;
        self.sign_out().await;
    }

    async fn rate(&mut self, code: &str) {
        self.track(code, "track-replied").await;
        self.says("坡道已经列入十二月的维修计划").await;
        for aspect in ["result", "attitude", "speed"] {
            self.pick("#action-rate", aspect, "satisfied").await;
        }
        self.send("rate").await;
        self.says("满意").await;
        self.browser.find(".steps").await;
        assert!(
            !self.browser.has("#action-rate").await,
            "it can be rated twice"
        );
        self.look("track-rated").await;
    }
}

async fn the_whole_way(name: &'static str, screen: Screen, scripts: Scripts) {
    let Some(browser) = Browser::open(screen, scripts).await else {
        return;
    };
    let here = Installation::new();
    let team = Team::add(&here);
    let server = here.serve();
    let mut walk = Walk {
        browser,
        server: &server,
        name,
        pictures: 0,
    };
    let code = walk.submit().await;
    walk.track(&code, "track-submitted").await;
    walk.clerk(&team.clerk).await;
    walk.handler(&team.handler).await;
    walk.head(&team.head).await;
    walk.rate(&code).await;
    walk.browser.quit().await;
    assert_eq!(here.sql("select status from suggestion"), ["replied"]);
    assert_eq!(here.sql("select count(*) from rating"), ["1"]);
    here.run(&["verify"]).succeeded();
}

#[tokio::test]
async fn on_a_phone_without_scripts() {
    the_whole_way("phone-noscript", Screen::Phone, Scripts::Off).await;
}

#[tokio::test]
async fn on_a_desk_with_scripts() {
    the_whole_way("desk", Screen::Desk, Scripts::On).await;
}

#[tokio::test]
async fn on_a_phone_with_scripts() {
    the_whole_way("phone", Screen::Phone, Scripts::On).await;
}
