//! A real Chromium, on a phone's or a desk's screen, with or without scripts.

use std::env;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Map, Value, json};
use tempfile::TempDir;

use crate::base64::base64;
use crate::html::readable;
use crate::places::may_skip;

/// The two screens every page is made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Screen {
    /// 390 × 844.
    Phone,
    /// 1280 × 900.
    Desk,
}

impl Screen {
    fn size(self) -> (u32, u32) {
        match self {
            Self::Phone => (390, 844),
            Self::Desk => (1280, 900),
        }
    }

    /// For names of pictures.
    pub fn name(self) -> &'static str {
        match self {
            Self::Phone => "390",
            Self::Desk => "1280",
        }
    }
}

/// Whether the pages' scripts run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scripts {
    On,
    Off,
}

/// A browser window. End it with [`Browser::quit`]; dropping it kills the driver too.
pub struct Browser {
    client: Client,
    driver: Child,
    chromium: Option<u64>,
    screen: Screen,
    profile: TempDir,
}

impl Browser {
    /// `None`, with a printed line, only on a machine that has no Chromium and is allowed to skip.
    pub async fn open(screen: Screen, scripts: Scripts) -> Option<Self> {
        let Some((chromium, chromedriver)) = programs() else {
            assert!(
                may_skip(),
                "chromium or chromedriver is not installed; tests/run does it"
            );
            println!("skipped: chromium or chromedriver is not installed");
            return None;
        };
        let profile = tempfile::Builder::new()
            .prefix("hy-chromium-")
            .tempdir()
            .expect("a folder");
        let (driver, port) = start_driver(&chromedriver, profile.path());
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities(&chromium, profile.path(), screen, scripts))
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .expect("chromedriver opens a Chromium");
        let chromium = client
            .capabilities()
            .and_then(|capabilities| capabilities.get("goog:processID"))
            .and_then(Value::as_u64);
        let browser = Self {
            client,
            driver,
            chromium,
            screen,
            profile,
        };
        browser.emulate_screen().await;
        Some(browser)
    }

    /// Chromium makes no window narrower than 500 px, so the page's view is set, not the window's.
    async fn emulate_screen(&self) {
        let (width, height) = self.screen.size();
        let metrics = json!({
            "width": width, "height": height, "deviceScaleFactor": 1,
            "mobile": self.screen == Screen::Phone,
        });
        self.devtools("Emulation.setDeviceMetricsOverride", metrics)
            .await;
    }

    /// A Chrome DevTools command.
    pub async fn devtools(&self, command: &str, parameters: Value) -> Value {
        self.client
            .issue_cmd(DevTools {
                command: command.to_owned(),
                parameters,
            })
            .await
            .unwrap_or_else(|error| panic!("{command}: {error}"))
    }

    pub fn screen(&self) -> Screen {
        self.screen
    }

    /// The WebDriver session, for what this harness has no word for.
    pub fn client(&self) -> &Client {
        &self.client
    }

    pub async fn goto(&self, url: &str) {
        self.client
            .goto(url)
            .await
            .unwrap_or_else(|error| panic!("{url}: {error}"));
    }

    /// The path and query of the page that is open.
    pub async fn path(&self) -> String {
        let url = self.client.current_url().await.expect("a page is open");
        match url.query() {
            Some(query) => format!("{}?{query}", url.path()),
            None => url.path().to_owned(),
        }
    }

    /// The page's readable text, folded parts too.
    pub async fn text(&self) -> String {
        readable(&self.client.source().await.expect("a page is open"))
    }

    /// The first element that fits; waits up to ten seconds for it.
    pub async fn find(&self, css: &str) -> fantoccini::elements::Element {
        match self
            .client
            .wait()
            .at_most(Duration::from_secs(10))
            .for_element(Locator::Css(css))
            .await
        {
            Ok(element) => element,
            Err(error) => {
                let page = self.client.source().await.unwrap_or_default();
                panic!("no {css} ({error}) on:\n{page}")
            }
        }
    }

    /// Whether an element is there now.
    pub async fn has(&self, css: &str) -> bool {
        self.client.find(Locator::Css(css)).await.is_ok()
    }

    /// Empties the field and types.
    pub async fn fill(&self, css: &str, text: &str) {
        let field = self.find(css).await;
        // the driver refuses to clear what is hidden: a good sign that a person could not either
        field
            .clear()
            .await
            .unwrap_or_else(|error| panic!("clear {css}: {error}"));
        field
            .send_keys(text)
            .await
            .unwrap_or_else(|error| panic!("type into {css}: {error}"));
    }

    /// Clicks, after bringing the element into view.
    pub async fn click(&self, css: &str) {
        let element = self.find(css).await;
        element
            .click()
            .await
            .unwrap_or_else(|error| panic!("click {css}: {error}"));
    }

    /// Clicks something that leads to another page, and waits until the old one is gone.
    pub async fn click_through(&self, css: &str) {
        let old_page = self.find("html").await;
        self.click(css).await;
        let began = Instant::now();
        while old_page.tag_name().await.is_ok() {
            assert!(
                began.elapsed() < Duration::from_secs(20),
                "{css} leads nowhere"
            );
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        self.find("body").await;
    }

    /// Picks an option by its value.
    pub async fn choose(&self, css: &str, value: &str) {
        let field = self.find(css).await;
        field
            .select_by_value(value)
            .await
            .unwrap_or_else(|error| panic!("{css} = {value}: {error}"));
    }

    /// Whether nothing on the page is wider than the screen.
    pub async fn fits_the_screen(&self) -> bool {
        let metrics = self.devtools("Page.getLayoutMetrics", json!({})).await;
        let width = metrics["cssContentSize"]["width"]
            .as_f64()
            .unwrap_or_default();
        width <= f64::from(self.screen.size().0) + 0.5
    }

    /// A picture of the whole page, kept when `HUIYIN_SCREENSHOTS` names a folder.
    pub async fn picture(&self, name: &str) {
        let Some(folder) = env::var_os("HUIYIN_SCREENSHOTS") else {
            return;
        };
        let folder = PathBuf::from(folder);
        fs::create_dir_all(&folder).expect("the folder for pictures can be made");
        let options = json!({ "format": "png", "captureBeyondViewport": true });
        let shot = self.devtools("Page.captureScreenshot", options).await;
        let picture = base64(shot["data"].as_str().expect("a picture"));
        let file = folder.join(format!("{name}-{}.png", self.screen.name()));
        fs::write(file, picture).expect("a picture can be written");
    }

    pub async fn quit(self) {
        // a browser that is already gone is what is wanted
        let _ = self.client.clone().close().await;
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.driver.kill();
        let _ = self.driver.wait();
        // Chromium outlives its driver, for ever when the test panicked, for a moment otherwise
        if let Some(process) = self.chromium {
            let _ = Command::new("kill")
                .args(["-KILL", &process.to_string()])
                .stderr(Stdio::null())
                .status();
        }
        // its helpers write into the profile until they notice: removing once may not be enough
        // and one that is still alive makes the folder anew
        let mut gone_for = 0;
        for _ in 0..60 {
            gone_for = if self.profile.path().exists() {
                0
            } else {
                gone_for + 1
            };
            if gone_for == 6 {
                break;
            }
            let _ = fs::remove_dir_all(self.profile.path());
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

fn programs() -> Option<(PathBuf, PathBuf)> {
    let find = |name: &str| {
        env::split_paths(&env::var_os("PATH")?)
            .map(|folder| folder.join(name))
            .find(|path| path.is_file())
    };
    Some((find("chromium")?, find("chromedriver")?))
}

fn start_driver(chromedriver: &Path, home: &Path) -> (Child, u16) {
    let mut driver = Command::new(chromedriver)
        .arg("--port=0")
        .env("HOME", home)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("chromedriver starts");
    let stdout = driver.stdout.take().expect("stdout is piped");
    let mut lines = BufReader::new(stdout).lines().map_while(Result::ok);
    let port = lines
        .find_map(|line| {
            let (_, after) = line.split_once("started successfully on port ")?;
            after.trim_end_matches('.').parse().ok()
        })
        .expect("chromedriver says its port");
    // a full pipe would stop the driver
    std::thread::spawn(move || lines.for_each(drop));
    (driver, port)
}

fn capabilities(
    chromium: &Path,
    profile: &Path,
    screen: Screen,
    scripts: Scripts,
) -> Map<String, Value> {
    let (width, height) = screen.size();
    let javascript = match scripts {
        Scripts::On => 1,
        Scripts::Off => 2,
    };
    let options = json!({
        "browserName": "chrome",
        "goog:chromeOptions": {
            "binary": chromium,
            "args": [
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic",
                "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync", "--disable-extensions",
                // a page that still glides is clicked beside the button
                "--force-prefers-reduced-motion",
                "--hide-scrollbars", "--lang=zh-CN",
                format!("--window-size={width},{height}"),
                format!("--user-data-dir={}", profile.join("profile").display()),
            ],
            "prefs": {
                "profile.managed_default_content_settings.javascript": javascript,
                "intl.accept_languages": "zh-CN,zh",
            },
        },
    });
    match options {
        Value::Object(map) => map,
        other => unreachable!("a JSON object, not {other}"),
    }
}

#[derive(Debug)]
struct DevTools {
    command: String,
    parameters: Value,
}

impl fantoccini::wd::WebDriverCompatibleCommand for DevTools {
    fn endpoint(
        &self,
        base: &url::Url,
        session: Option<&str>,
    ) -> Result<url::Url, url::ParseError> {
        base.join(&format!(
            "session/{}/goog/cdp/execute",
            session.unwrap_or_default()
        ))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        let body = json!({ "cmd": self.command, "params": self.parameters });
        (http::Method::POST, Some(body.to_string()))
    }
}
