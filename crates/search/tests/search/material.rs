//! Suggestions to search in: made up here, or real ones when `HUIYIN_REAL_DATA` names a folder.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use huiyin_core::search::{IndexDocument, SearchAnswer, SearchRequest, Tier};
use huiyin_core::{Channel, Scope, Status, SuggestionId, SuggestionKind};
use huiyin_search::{Analyser, Index};

/// One analyser for all tests of a process: the dictionary takes a while to load.
pub(crate) fn analyser() -> Analyser {
    static SHARED: OnceLock<Analyser> = OnceLock::new();
    let analyser = SHARED.get_or_init(|| Analyser::new("")).clone();
    analyser.load();
    analyser
}

/// An index in a folder that disappears with it.
pub(crate) struct Shelf {
    pub(crate) index: Index,
    pub(crate) folder: tempfile::TempDir,
}

impl Shelf {
    pub(crate) fn with(documents: Vec<IndexDocument>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let index = Index::open(folder.path(), analyser()).unwrap();
        index.apply(documents, Vec::new(), 1).unwrap();
        Self { index, folder }
    }

    /// The answer with all hits, to a viewer who may see everything.
    pub(crate) fn ask(&self, q: &str) -> SearchAnswer {
        ask(&self.index, q)
    }

    pub(crate) fn ids(&self, q: &str) -> Vec<i64> {
        ids(&self.ask(q))
    }

    /// The same, but no more than the first hits.
    pub(crate) fn ask_for(&self, q: &str, limit: usize) -> SearchAnswer {
        let mut request = SearchRequest::new(q, Scope::leader());
        request.limit = limit;
        self.index.search(&request).unwrap()
    }

    /// The exact matches.
    pub(crate) fn literal(&self, q: &str) -> Vec<i64> {
        let answer = self.ask(q);
        let mut found = ids_of(&answer, Tier::Exact);
        assert_eq!(found.len() as u64, answer.total, "{q:?}");
        found.sort_unstable();
        found
    }
}

pub(crate) fn ask(index: &Index, q: &str) -> SearchAnswer {
    let mut request = SearchRequest::new(q, Scope::leader());
    request.limit = usize::MAX;
    index.search(&request).unwrap()
}

pub(crate) fn ids(answer: &SearchAnswer) -> Vec<i64> {
    answer.hits.iter().map(|hit| hit.id.0).collect()
}

/// The hits of one tier.
pub(crate) fn ids_of(answer: &SearchAnswer, tier: Tier) -> Vec<i64> {
    let hits = answer.hits.iter().filter(|hit| hit.tier == tier);
    hits.map(|hit| hit.id.0).collect()
}

pub(crate) fn item(id: i64, title: &str, body: &str) -> IndexDocument {
    IndexDocument {
        id: SuggestionId(id),
        ticket_no: format!("GH2026-{id:06}"),
        external_no: None,
        title: title.to_owned(),
        revision: 1,
        body: body.to_owned(),
        points: Vec::new(),
        supplements: Vec::new(),
        replies: Vec::new(),
        attachments: Vec::new(),
        status: Status::Submitted,
        kind: SuggestionKind::Proposal,
        channel: Channel::Web,
        topic: None,
        lead_unit: None,
        visible_units: Vec::new(),
        is_restricted: false,
        accused: huiyin_core::Accused::default(),
        received_at: huiyin_core::time::to_micros(
            chrono::DateTime::from_timestamp(1_700_000_000 + id * 60, 0).unwrap(),
        ),
        due_at: None,
    }
}

/// Numbers that look random and are the same every time.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn below(&mut self, n: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % n
    }

    pub(crate) fn one_of<'a, T: ?Sized>(&mut self, all: &[&'a T]) -> &'a T {
        all[self.below(all.len())]
    }

    /// A stretch of 1 to `longest` characters.
    pub(crate) fn stretch(&mut self, text: &str, longest: usize) -> String {
        let chars: Vec<char> = text.chars().collect();
        let from = self.below(chars.len());
        let length = 1 + self.below(longest);
        chars[from..].iter().take(length).collect()
    }
}

/// Letters as people write them, with everything that breaks naive searches.
pub(crate) fn made_up(n: usize) -> Vec<IndexDocument> {
    const PIECES: [&str; 44] = [
        "食堂的素菜窗口太少",
        "食堂",
        "无障碍通道",
        "職工醫療互助保障",
        "车间夏天太热",
        "请装风扇",
        "PPE",
        "xPPE防护服",
        "ｗｉｆｉ信号差",
        "Wi-Fi",
        "13812345678",
        "138 1234 5678",
        "0411-8465",
        "大工发[2011]69号",
        "大工发〔２０１１〕69號",
        "👍",
        "👨\u{200d}👩\u{200d}👧",
        "❤\u{fe0f}",
        "𠮷野家",
        "\u{20bb7}\u{2a6d6}",
        "李畋镇",
        "长江大桥",
        "后台",
        "後臺",
        "，",
        "。",
        "！！",
        "……",
        "——",
        "\n",
        "  ",
        "\u{3000}",
        "\u{200b}",
        "hello world",
        "Café",
        "①②③",
        "㎡",
        "3.5%",
        "《劳动法》",
        "“加班”",
        "是",
        "的",
        "a",
        "班车7:30发车",
    ];
    let mut dice = Dice(7);
    (1..=i64::try_from(n).unwrap())
        .map(|id| {
            let mut text = |most: usize| {
                (0..=dice.below(most))
                    .map(|_| dice.one_of(&PIECES))
                    .collect::<String>()
            };
            let mut made = item(id, &text(3), &text(14));
            made.replies = vec![text(4)];
            made
        })
        .collect()
}

/// The real letters, or nothing where there are none.
pub(crate) fn real() -> Option<Vec<IndexDocument>> {
    #[expect(
        clippy::disallowed_methods,
        reason = "tests are told by the environment where real data lie"
    )]
    let folder = std::env::var_os("HUIYIN_REAL_DATA");
    let Some(folder) = folder.map(PathBuf::from) else {
        println!("skipped: HUIYIN_REAL_DATA is not set");
        return None;
    };
    let mut all = Vec::new();
    for name in ["replied", "open", "hotline_orders"] {
        read(&folder.join(format!("messages/{name}.jsonl")), &mut all);
    }
    Some(all)
}

fn read(file: &Path, all: &mut Vec<IndexDocument>) {
    for line in std::fs::read_to_string(file).unwrap().lines() {
        let row: serde_json::Value = serde_json::from_str(line).unwrap();
        let text = |key: &str| row[key].as_str().unwrap_or_default();
        let id = i64::try_from(all.len()).unwrap() + 1;
        let mut made = item(id, text("title"), text("body"));
        made.replies = vec![text("reply").to_owned()];
        made.external_no = Some(format!("W{}", text("id")));
        all.push(made);
    }
}
