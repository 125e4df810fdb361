//! The browser does what the other tests lean on: it runs scripts or not, and has the right width.

use huiyin_tests::browser::{Browser, Screen, Scripts};

const PAGE: &str = "data:text/html;charset=utf-8,<meta name=viewport content=width=device-width>\
                    <p id=a>回音</p><script>document.getElementById('a').append('有脚本')</script>";

async fn text_and_width(screen: Screen, scripts: Scripts) -> Option<(String, bool)> {
    let browser = Browser::open(screen, scripts).await?;
    browser.goto(PAGE).await;
    let text = browser.text().await;
    let fits = browser.fits_the_screen().await;
    browser.quit().await;
    Some((text, fits))
}

#[tokio::test]
async fn a_phone_without_scripts_runs_none() {
    if let Some(seen) = text_and_width(Screen::Phone, Scripts::Off).await {
        assert_eq!(seen, ("回音".to_owned(), true));
    }
}

#[tokio::test]
async fn a_desk_with_scripts_runs_them() {
    if let Some(seen) = text_and_width(Screen::Desk, Scripts::On).await {
        assert_eq!(seen, ("回音有脚本".to_owned(), true));
    }
}
