//! What surrounds every page: who runs it, where one is, who is signed in, what just happened.

use crate::catalogue::{Language, Messages};

/// The organisation as the configuration names it; empty strings are left out of the page.
#[derive(Debug, Clone, Default)]
pub struct Organisation {
    /// `滨海市总工会`
    pub name: String,
    /// The office that handles suggestions: `职工意见建议办理办公室`.
    pub office: String,
    pub phone: String,
    /// The published mailbox.
    pub email: String,
    pub address: String,
    /// `工作日 8:30–11:30，13:30–17:00`
    pub hours: String,
}

/// How a thing is meant: decides colour; the words decide meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    #[default]
    Neutral,
    Info,
    Good,
    Warn,
    Bad,
}

impl Tone {
    /// The suffix of the CSS class.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Neutral => "neutral",
            Self::Info => "info",
            Self::Good => "good",
            Self::Warn => "warn",
            Self::Bad => "bad",
        }
    }
}

/// A message shown once on top of the next page.
#[derive(Debug, Clone)]
pub struct Notice {
    pub tone: Tone,
    pub text: String,
}

/// One entry of the navigation.
#[derive(Debug, Clone)]
pub struct NavItem {
    pub label: String,
    pub href: String,
    pub current: bool,
    /// A number beside it, e.g. parked mails.
    pub count: Option<String>,
}

impl NavItem {
    pub fn new(label: &str, href: &str) -> Self {
        Self {
            label: label.to_owned(),
            href: href.to_owned(),
            current: false,
            count: None,
        }
    }

    #[must_use]
    pub fn counted(mut self, n: u64) -> Self {
        self.count = (n > 0).then(|| n.to_string());
        self
    }
}

/// The signed-in member of staff.
#[derive(Debug, Clone)]
pub struct StaffView {
    pub name: String,
    pub unit: String,
    /// `分办员、登记员`
    pub roles: String,
    /// What this person may open, in the order of the menu.
    pub nav: Vec<NavItem>,
}

/// The frame of a page.
#[derive(Debug, Clone)]
pub struct Chrome {
    pub messages: &'static Messages,
    pub organisation: Organisation,
    /// Title of the page, without the name of the system.
    pub title: String,
    /// Address of the current page among `staff.nav` or the public menu, marked there.
    pub current: String,
    pub staff: Option<StaffView>,
    /// Token of the session for forms of the layout (sign out); empty on public pages.
    pub csrf: String,
    pub notice: Option<Notice>,
}

impl Chrome {
    /// The frame of a public page; `current` is one of `urls`.
    pub fn public(organisation: Organisation, title: &str, current: &str) -> Self {
        Self {
            messages: Messages::of(Language::default()),
            organisation,
            title: title.to_owned(),
            current: current.to_owned(),
            staff: None,
            csrf: String::new(),
            notice: None,
        }
    }

    /// The frame of a desk page; the entry of `staff.nav` whose address is `current` is marked.
    pub fn desk(
        organisation: Organisation,
        title: &str,
        current: &str,
        mut staff: StaffView,
        csrf: &str,
    ) -> Self {
        for item in &mut staff.nav {
            item.current = item.href == current;
        }
        let mut chrome = Self::public(organisation, title, current);
        chrome.staff = Some(staff);
        csrf.clone_into(&mut chrome.csrf);
        chrome
    }

    #[must_use]
    pub fn with_notice(mut self, notice: Option<Notice>) -> Self {
        self.notice = notice;
        self
    }

    /// A text of the catalogue.
    pub fn t<'a>(&'a self, key: &'a str) -> &'a str {
        self.messages.t(key)
    }

    /// A text of the catalogue with its place holders filled.
    pub fn fill(&self, key: &str, values: &[&str]) -> String {
        self.messages.fill(key, values)
    }

    /// Whether this is the page at `address`.
    pub fn is_at(&self, address: &str) -> bool {
        self.current == address
    }

    /// The hashed address of an asset.
    pub fn asset(&self, name: &str) -> &'static str {
        crate::assets::asset(name)
    }
}
