//! Doors that must stay shut: without a session, without a token, from another site.

use huiyin_tests::installation::Installation;
use huiyin_tests::staff::Staff;
use huiyin_tests::visitor::submit;

const DESK: &[&str] = &[
    "/desk",
    "/desk/password",
    "/desk/register",
    "/desk/search?q=a",
    "/desk/mail",
    "/desk/mail/1",
    "/desk/accounts",
    "/desk/accounts/1",
    "/desk/calendar",
    "/desk/health",
    "/desk/suggestions/1",
    "/desk/attachments/1",
];

#[test]
fn the_desk_is_shut_without_a_session() {
    let here = Installation::new();
    let server = here.serve();
    submit(&mut server.client(), "保密的内容不应给外人看。");
    for path in DESK {
        let mut client = server.client();
        let answer = client.get(path);
        assert!(
            (300..400).contains(&answer.status)
                && answer
                    .header("location")
                    .is_some_and(|to| to.starts_with("/login")),
            "{path} answers {} without a session",
            answer.status
        );
        let posted = client
            .post(path, "application/x-www-form-urlencoded", b"a=b")
            .unwrap();
        assert!(
            !(200..300).contains(&posted.status),
            "POST {path} answers {} without a session",
            posted.status
        );
    }
}

#[test]
fn a_staff_form_without_its_token_is_refused() {
    let here = Installation::new();
    let staff = Staff::add(&here, "lihua", "desk", &["clerk", "registrar"]);
    let server = here.serve();
    let mut client = staff.sign_in(&server);
    let form = client
        .visit("/desk/register")
        .expect(200)
        .form("/desk/register");
    for token in ["", "0000000000000000000000000000000000000000000"] {
        let form = form.clone().set("body", "伪造的登记").forge("csrf", token);
        let answer = client.submit(&form);
        assert_eq!(answer.status, 403, "a forged token was taken");
        assert!(huiyin_tests::installation::is_chinese(&answer.text()));
    }
    assert_eq!(here.sql("select count(*) from suggestion"), ["0"]);
}

#[test]
fn a_form_sent_from_another_site_is_refused() {
    let here = Installation::new();
    let staff = Staff::add(&here, "lihua", "desk", &["clerk", "registrar"]);
    let server = here.serve();
    let mut client = staff.sign_in(&server);
    let form = client
        .visit("/desk/register")
        .expect(200)
        .form("/desk/register")
        .set("body", "x");
    let body = form.encode();
    let answer = client
        .send(
            "POST",
            "/desk/register",
            &[
                ("Content-Type", &body.content_type),
                ("Origin", "https://evil.example"),
            ],
            &body.bytes,
        )
        .unwrap();
    assert_eq!(answer.status, 403);
}

#[test]
fn every_page_forbids_foreign_scripts_and_frames() {
    let here = Installation::new();
    let server = here.serve();
    for path in ["/", "/submit", "/track", "/privacy", "/login", "/nowhere"] {
        let answer = server.client().get(path);
        let policy = answer
            .header("content-security-policy")
            .unwrap_or_default()
            .to_owned();
        assert!(
            policy.contains("default-src"),
            "{path}: no content security policy"
        );
        assert!(!policy.contains("unsafe-inline"), "{path}: {policy}");
        assert!(
            policy.contains("frame-ancestors 'none'"),
            "{path}: {policy}"
        );
        assert_eq!(
            answer.header("x-content-type-options"),
            Some("nosniff"),
            "{path}"
        );
        let page = answer.text();
        assert!(!page.contains("src=\"http"), "{path} loads from elsewhere");
    }
}

#[test]
fn the_session_cookie_is_kept_from_scripts_and_other_sites() {
    let here = Installation::new();
    let staff = Staff::add(&here, "lihua", "desk", &["clerk"]);
    let server = here.serve();
    let mut client = server.client();
    let form = client
        .get("/login")
        .form("/login")
        .set("username", "lihua")
        .set("password", &staff.one_time_password);
    let answer = client.submit(&form);
    let cookies: Vec<&str> = answer
        .headers
        .iter()
        .filter(|(name, _)| name.eq_ignore_ascii_case("set-cookie"))
        .map(|(_, value)| value.as_str())
        .collect();
    assert!(!cookies.is_empty());
    for cookie in cookies {
        assert!(cookie.contains("HttpOnly"), "{cookie}");
        assert!(
            cookie.contains("SameSite=Lax") || cookie.contains("SameSite=Strict"),
            "{cookie}"
        );
    }
}
