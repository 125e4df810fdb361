//! Index rate and query times. `HUIYIN_REAL_DATA` names a folder with real letters; without it,
//! letters are made up. `cargo bench -p huiyin-search`
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a measurement, not a product"
)]

use std::hint::black_box;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use criterion::Criterion;
use huiyin_core::search::{IndexDocument, SearchRequest};
use huiyin_core::{Channel, Scope, Status, SuggestionId, SuggestionKind, TopicId, UnitId};
use huiyin_search::{Analyser, Index, Normalised};

const BATCH: usize = 5000;
const QUERIES: usize = 1000;

fn main() {
    let documents = real().unwrap_or_else(|| made_up(20_000));
    let bytes: usize = documents
        .iter()
        .map(|item| {
            item.title.len() + item.body.len() + item.replies.iter().map(String::len).sum::<usize>()
        })
        .sum();
    println!(
        "{} documents, {:.1} MB of text",
        documents.len(),
        mega(bytes)
    );

    let begun = Instant::now();
    black_box(Normalised::of("。"));
    println!("folding table: {:?}", begun.elapsed());
    let analyser = Analyser::new("");
    let begun = Instant::now();
    analyser.load();
    println!("dictionary: {:?}", begun.elapsed());

    let folder = tempfile::tempdir().unwrap();
    let index = Index::open(folder.path(), analyser.clone()).unwrap();
    let cpu_before = process_cpu();
    let begun = Instant::now();
    for (n, batch) in documents.chunks(BATCH).enumerate() {
        let seq = i64::try_from(n).unwrap() + 1;
        index.apply(batch.to_vec(), Vec::new(), seq).unwrap();
    }
    let took = begun.elapsed();
    let cpu = process_cpu();
    // what merging left over is removed when the index is opened again
    drop(index);
    let index = Index::open(folder.path(), analyser).unwrap();
    let on_disk: u64 = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().metadata().unwrap().len())
        .sum();
    println!(
        "indexed in {took:.2?}: {:.0} documents/s, {:.0} documents/CPU s in batches of {BATCH}; \
         {:.1} MB on disk, {:.2} x the text",
        documents.len() as f64 / took.as_secs_f64(),
        documents.len() as f64 / (cpu - cpu_before),
        mega(usize::try_from(on_disk).unwrap()),
        on_disk as f64 / bytes as f64,
    );

    let mut dice = Dice(1);
    let mut stretch = |least: usize, most: usize| {
        let item = &documents[dice.below(documents.len())];
        let chars: Vec<char> = item.body.chars().filter(|c| !c.is_whitespace()).collect();
        let from = dice.below(chars.len().max(1));
        let length = least + dice.below(most - least + 1);
        chars[from.min(chars.len())..]
            .iter()
            .take(length)
            .collect::<String>()
    };
    let mut kinds: Vec<(&str, Vec<String>)> = Vec::new();
    for (name, least, most) in [
        ("one character", 1, 1),
        ("two characters", 2, 2),
        ("substring of 3-12", 3, 12),
        ("sentence of 20-40", 20, 40),
        ("quotation of 400", 400, 400),
    ] {
        kinds.push((name, (0..QUERIES).map(|_| stretch(least, most)).collect()));
    }
    let two_places = |_| format!("{} {}", stretch(2, 3), stretch(2, 3));
    kinds.push(("two words apart", (0..QUERIES).map(two_places).collect()));
    let backwards = |_| {
        let words: Vec<String> = (0..6).map(|_| stretch(2, 4)).collect();
        words.join("，")
    };
    kinds.push(("six stray words", (0..QUERIES).map(backwards).collect()));
    kinds.push(("everything", vec![String::new(); 200]));

    for (name, queries) in &kinds {
        let mut times: Vec<Duration> = queries
            .iter()
            .map(|q| {
                let request = SearchRequest::new(q.as_str(), Scope::leader());
                // the best of five: what the query costs, not what else the machine does
                let once = |_| {
                    let begun = Instant::now();
                    black_box(index.search(&request).unwrap());
                    begun.elapsed()
                };
                (0..5).map(once).min().unwrap_or_default()
            })
            .collect();
        times.sort();
        println!(
            "{name:>20}: p50 {:>8.3} ms, p99 {:>8.3} ms",
            millis(times[times.len() / 2]),
            millis(times[times.len() * 99 / 100]),
        );
    }

    let mut criterion = Criterion::default()
        .sample_size(20)
        .measurement_time(Duration::from_secs(3));
    criterion.bench_function("search, substring of 3-12, page of 20", |bencher| {
        let mut queries = kinds[2].1.iter().cycle();
        bencher.iter(|| {
            let q = queries.next().unwrap();
            index.search(&SearchRequest::new(q.as_str(), Scope::leader()))
        });
    });
    let body = &documents[0].body;
    criterion.bench_function("fold one letter", |bencher| {
        bencher.iter(|| Normalised::of(black_box(body)));
    });
    criterion.final_summary();
}

/// CPU seconds of all threads of the process, in steps of 10 ms.
fn process_cpu() -> f64 {
    let text = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let ticks = text.rsplit(')').next().unwrap_or_default();
    let spent = ticks.split_whitespace().skip(11).take(2);
    spent
        .filter_map(|tick| tick.parse::<f64>().ok())
        .sum::<f64>()
        / 100.0
}

fn mega(bytes: usize) -> f64 {
    bytes as f64 / 1e6
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % n
    }
}

fn item(id: usize, title: &str, body: &str, reply: &str) -> IndexDocument {
    let id = i64::try_from(id).unwrap();
    IndexDocument {
        id: SuggestionId(id),
        revision: 1,
        ticket_no: format!("GH2026-{id:06}"),
        external_no: None,
        title: title.to_owned(),
        body: body.to_owned(),
        points: Vec::new(),
        supplements: Vec::new(),
        replies: vec![reply.to_owned()],
        attachments: Vec::new(),
        status: Status::ALL[usize::try_from(id).unwrap() % Status::ALL.len()],
        kind: SuggestionKind::Proposal,
        channel: Channel::Web,
        topic: Some(TopicId(id % 30)),
        lead_unit: Some(UnitId(id % 50)),
        visible_units: vec![UnitId(id % 50)],
        is_restricted: id % 40 == 0,
        accused: huiyin_core::Accused::default(),
        received_at: chrono::DateTime::from_timestamp(1_500_000_000 + id * 60, 0).unwrap(),
        due_at: None,
    }
}

fn made_up(n: usize) -> Vec<IndexDocument> {
    const WORDS: &str = "食堂 素菜 窗口 车间 夏天 太热 风扇 班车 晚点 宿舍 热水 停车位 加班费 社保 公积金 互助保障 \
        无障碍 通道 劳模 疗休养 体检 工资 集体合同 安全帽 防护服 噪声 粉尘 培训 技能 竞赛 图书角 母婴室 \
        希望 建议 增加 减少 及时 解决 我们 的 了 在 请 一个 因为 所以 已经 三次 2026年 PPE ， 。";
    let words: Vec<&str> = WORDS.split_whitespace().collect();
    let mut dice = Dice(3);
    (1..=n)
        .map(|id| {
            let mut text = |most: usize| {
                (0..most / 2 + dice.below(most))
                    .map(|_| words[dice.below(words.len())])
                    .collect::<String>()
            };
            item(id, &text(6), &text(150), &text(80))
        })
        .collect()
}

fn real() -> Option<Vec<IndexDocument>> {
    #[expect(
        clippy::disallowed_methods,
        reason = "measurements are told by the environment where real data lie"
    )]
    let folder = PathBuf::from(std::env::var_os("HUIYIN_REAL_DATA")?);
    let mut all = Vec::new();
    for name in ["replied", "open", "hotline_orders"] {
        let file = folder.join(format!("messages/{name}.jsonl"));
        for line in std::fs::read_to_string(file).unwrap().lines() {
            let row: serde_json::Value = serde_json::from_str(line).unwrap();
            let text = |key: &str| row[key].as_str().unwrap_or_default();
            all.push(item(
                all.len() + 1,
                text("title"),
                text("body"),
                text("reply"),
            ));
        }
    }
    Some(all)
}
