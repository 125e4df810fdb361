//! Every page on a year of made-up suggestions: something to show, and nothing wider than the
//! screen.

use huiyin_tests::browser::{Browser, Screen, Scripts};
use huiyin_tests::html::{links, readable};
use huiyin_tests::installation::Installation;
use huiyin_tests::staff::Staff;
use serde_json::json;

/// (role, pages that role opens).
const TOUR: &[(&str, &[&str])] = &[
    (
        "clerk",
        &[
            "/desk",
            "/desk/register",
            "/desk/search?q=%E9%A3%9F%E5%A0%82",
            "/desk/mail",
        ],
    ),
    ("supervisor", &["/desk", "/desk/calendar", "/desk/health"]),
    (
        "system_admin",
        &["/desk/accounts", "/desk/health", "/desk/password"],
    ),
];

async fn tour(screen: Screen) {
    let Some(browser) = Browser::open(screen, Scripts::On).await else {
        return;
    };
    let here = Installation::new();
    here.run(&["demo"]).succeeded();
    let staff: Vec<Staff> = TOUR
        .iter()
        .map(|(role, _)| {
            Staff::add(
                &here,
                &format!("tour-{}", role.replace('_', "-")),
                "desk",
                &[*role],
            )
        })
        .collect();
    let server = here.serve();
    let mut wrong = Vec::new();
    for ((role, pages), staff) in TOUR.iter().zip(staff) {
        let mut client = staff.sign_in(&server);
        let mut pages: Vec<String> = pages.iter().map(ToString::to_string).collect();
        // one page of each kind that a list leads to
        for list in pages.clone() {
            let html = client.visit(&list).expect(200).text();
            for below in ["/desk/suggestions/", "/desk/mail/", "/desk/accounts/"] {
                let found = links(&html, below).into_iter().next();
                pages.extend(found.filter(|link| !pages.contains(link)));
            }
        }
        for (name, value) in client.cookies() {
            let cookie = json!({ "name": name, "value": value, "url": server.url("/") });
            browser.devtools("Network.setCookie", cookie).await;
        }
        for page in &pages {
            browser.goto(&server.url(page)).await;
            assert_eq!(&browser.path().await, page, "the {role} was sent away");
            let name: String = page
                .chars()
                .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
                .collect();
            browser.picture(&format!("tour-{role}{name}")).await;
            if !browser.fits_the_screen().await {
                wrong.push(format!("{page} of the {role} is wider than the screen"));
            }
            let text = readable(&browser.client().source().await.expect("a page"));
            if text.chars().count() < 100 {
                wrong.push(format!("{page} of the {role} says next to nothing: {text}"));
            }
        }
    }
    browser.quit().await;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn every_page_fits_a_phone() {
    tour(Screen::Phone).await;
}

#[tokio::test]
async fn every_page_fits_a_desk() {
    tour(Screen::Desk).await;
}
