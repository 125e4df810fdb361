//! A query finds every suggestion that contains it, and calls literal nothing else. Held against
//! a plain scan.

use std::collections::BTreeSet;

use ferrous_opencc::OpenCC;
use ferrous_opencc::config::BuiltinConfig;
use huiyin_core::search::{IndexDocument, Tier};
use huiyin_search::{Analyser, Index, Normalised};

use crate::material::{Dice, Shelf, ask, ids, ids_of, item, made_up, real};

fn fold(text: &str) -> String {
    Normalised::of(text).as_str().to_owned()
}

/// The texts of a suggestion, folded, each apart.
struct Scan(Vec<(i64, Vec<String>)>);

impl Scan {
    fn of(documents: &[IndexDocument]) -> Self {
        let fold_all = |item: &IndexDocument| {
            let number = item.external_no.clone().unwrap_or_default();
            [
                &item.title,
                &item.body,
                &item.replies.join("\n\n"),
                &item.ticket_no,
                &number,
            ]
            .map(|text| fold(text))
            .to_vec()
        };
        Self(
            documents
                .iter()
                .map(|item| (item.id.0, fold_all(item)))
                .collect(),
        )
    }

    fn holding(&self, q: &str) -> BTreeSet<i64> {
        let words: Vec<String> = q.split_whitespace().map(fold).collect();
        self.0
            .iter()
            .filter(|(_, texts)| {
                words
                    .iter()
                    .all(|word| texts.iter().any(|text| text.contains(word)))
            })
            .map(|(id, _)| *id)
            .collect()
    }
}

/// Hits looked at one by one; of more, the number is compared. Making thousands of snippets in an
/// unoptimised test takes minutes.
const SHOWN: usize = 30;

/// Asks `n` random stretches of the texts and compares with the scan.
fn stretches_are_found(shelf: &Shelf, documents: &[IndexDocument], n: usize) {
    let scan = Scan::of(documents);
    let mut dice = Dice(42);
    let (mut found, mut n_signs) = (0, 0);
    for _ in 0..n {
        let item = &documents[dice.below(documents.len())];
        let reply = item.replies.concat();
        let text = [&item.title, &item.body, &reply][dice.below(3)];
        if text.is_empty() {
            continue;
        }
        let longest = if dice.below(10) == 0 { 450 } else { 12 };
        let q = dice.stretch(text, longest);
        if fold(&q).is_empty() {
            continue;
        }
        let expected = scan.holding(&q);
        assert!(
            expected.contains(&item.id.0),
            "the scan itself is wrong: {q:?}"
        );
        let answer = shelf.ask_for(&q, SHOWN);
        let has_signs = !answer.understood.without.is_empty()
            || answer.understood.words.len() != q.split_whitespace().collect::<BTreeSet<_>>().len();
        if has_signs {
            // a dash or a quote at the beginning of a word: found all the same
            n_signs += 1;
            let every: BTreeSet<i64> = ids_of(&shelf.ask(&q), Tier::Exact).into_iter().collect();
            assert!(every.contains(&item.id.0), "{q:?}");
            continue;
        }
        assert_eq!(answer.total, expected.len() as u64, "{q:?}");
        let shown: BTreeSet<i64> = ids_of(&answer, Tier::Exact).into_iter().collect();
        assert_eq!(shown.len(), expected.len().min(SHOWN), "{q:?}");
        assert!(shown.is_subset(&expected), "{q:?}");
        found += expected.len();
    }
    println!(
        "{n} queries, {found} exact matches, recall 1.000, precision 1.000; {n_signs} with signs"
    );
}

#[test]
fn every_stretch_of_a_made_up_text_is_found() {
    let documents = made_up(300);
    stretches_are_found(&Shelf::with(documents.clone()), &documents, 1500);
}

/// One test, because putting the letters in takes longer than asking for them.
#[test]
fn every_stretch_of_a_real_letter_is_found_in_any_writing() {
    if let Some(documents) = real() {
        let shelf = Shelf::with(documents.clone());
        // optimised, the whole proof; unoptimised, a sample of it
        let n = if cfg!(debug_assertions) { 1000 } else { 25_000 };
        stretches_are_found(&shelf, &documents, n);
        raw_stretches_are_found(&shelf, &documents, 300);
        other_writings_are_found(&shelf, &documents, 100);
    }
}

/// What was typed without blanks must be found in the raw text, with no folding on either side
/// in between: this does not trust the normaliser.
fn raw_stretches_are_found(shelf: &Shelf, documents: &[IndexDocument], n: usize) {
    let mut dice = Dice(4711);
    for _ in 0..n {
        let item = &documents[dice.below(documents.len())];
        if item.body.is_empty() {
            continue;
        }
        let mut q = dice.stretch(&item.body, 8);
        q.retain(|c| !c.is_whitespace());
        let answer = shelf.ask_for(&q, SHOWN);
        let is_all_shown = answer.total <= answer.hits.len() as u64;
        let answer = ids(&answer);
        let mut missed = 0;
        for other in documents {
            let holds = |text: &String| text.contains(&q);
            if holds(&other.title) || holds(&other.body) || other.replies.iter().any(holds) {
                missed += usize::from(!answer.contains(&other.id.0));
            }
        }
        assert!(
            missed == 0 || !is_all_shown,
            "{q:?} is missed {missed} times"
        );
    }
}

#[test]
fn a_raw_substring_is_found_whatever_folding_does() {
    let documents = made_up(300);
    raw_stretches_are_found(&Shelf::with(documents.clone()), &documents, 1000);
}

/// The same stretch as others would type it.
fn other_writings_are_found(shelf: &Shelf, documents: &[IndexDocument], n: usize) {
    let to_traditional: Vec<OpenCC> =
        [BuiltinConfig::S2t, BuiltinConfig::S2tw, BuiltinConfig::S2hk]
            .into_iter()
            .map(|config| OpenCC::from_config(config).unwrap())
            .collect();
    let to_simplified = OpenCC::from_config(BuiltinConfig::T2s).unwrap();
    let mut dice = Dice(99);
    for _ in 0..n {
        let item = &documents[dice.below(documents.len())];
        if item.body.is_empty() {
            continue;
        }
        let q = dice.stretch(&item.body, 10);
        let mut writings: Vec<String> = to_traditional.iter().map(|one| one.convert(&q)).collect();
        writings.push(to_simplified.convert(&q));
        writings.push(q.to_uppercase());
        writings.push(q.to_lowercase());
        writings.push(q.chars().map(full_width).collect());
        writings.push(q.chars().map(half_width).collect());
        for writing in writings {
            // 坐标 and 座標, 资金链 and 資金鍊 are different words for the normaliser
            if writing.contains('座') || writing.contains('鍊') {
                continue;
            }
            let answer = shelf.ask_for(&writing, SHOWN);
            let is_all_shown = answer.total <= answer.hits.len() as u64;
            let is_found = ids(&answer).contains(&item.id.0);
            assert!(is_found || !is_all_shown, "{q:?} as {writing:?}");
        }
    }
}

fn full_width(c: char) -> char {
    match c {
        '!'..='~' => char::from_u32(c as u32 + 0xfee0).unwrap(),
        other => other,
    }
}

fn half_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap(),
        other => other,
    }
}

#[test]
fn other_writings_find_the_same() {
    let documents = made_up(200);
    other_writings_are_found(&Shelf::with(documents.clone()), &documents, 300);
}

#[test]
fn traditional_letters_are_found_by_simplified_queries() {
    let Some(mut documents) = real() else { return };
    let to_traditional = OpenCC::from_config(BuiltinConfig::S2t).unwrap();
    documents.truncate(300);
    let simplified = documents.clone();
    for item in &mut documents {
        item.body = to_traditional.convert(&item.body);
    }
    let shelf = Shelf::with(documents.clone());
    let mut dice = Dice(5);
    for _ in 0..400 {
        let place = dice.below(simplified.len());
        let q = dice.stretch(&simplified[place].body, 10);
        if documents[place].body.contains(['座', '鍊']) {
            continue;
        }
        let answer = shelf.ask_for(&q, simplified.len());
        assert!(ids(&answer).contains(&simplified[place].id.0), "{q:?}");
    }
}

#[test]
fn a_stretch_is_found_across_any_boundary() {
    let shelf = Shelf::with(vec![
        item(1, "关于xPPE防护服", "电话13812345678，请回电。班车7:30发车"),
        item(2, "大工发〔2011〕69号", "𠮷野家👍的\u{20bb7}"),
        item(3, "食", "Ａ座2楼（东）\n第二行 hello world"),
        item(
            4,
            "大工发 ［２０１１］ 69 號",
            "❤\u{fe0f}和👨\u{200d}👩\u{200d}👧",
        ),
    ]);
    let check = |q: &str, expect: &[i64]| {
        assert_eq!(shelf.literal(q), expect, "{q:?}");
    };
    check("PPE", &[1]);
    check("ppe防", &[1]);
    check("8123", &[1]);
    check("78，请", &[1]);
    check("。班车7:", &[1]);
    check("7：30", &[1]);
    check("大工发[2011]69号", &[2, 4]);
    check("大工发【2011】69号", &[2, 4]);
    check("〔2011〕69", &[2, 4]);
    check("大工發（２０１１）６９号", &[2, 4]);
    check("2011", &[2, 4]);
    check("𠮷", &[2]);
    check("👍的", &[2]);
    check("\u{20bb7}", &[2]);
    check("食", &[3]);
    check("a座2楼(东)", &[3]);
    check("东）第二", &[3]);
    check("world HELLO", &[3]);
    check("o w", &[3]);
    check("❤", &[4]);
    check("👩", &[4]);
    check("👨\u{200d}👩", &[4]);
    check("gh2026-000003", &[3]);
    check("GH2026-3", &[3]);
    check("GH2026", &[1, 2, 3, 4]);
    check("，", &[1]);
    check("没有这样的事", &[]);
    // nothing runs from the title into the text
    check("服电话", &[]);
    check("食a座", &[]);
}

#[test]
fn long_and_empty_queries_do_not_fail() {
    let long: String = (0..1200)
        .map(|i| char::from_u32(0x4e00 + i * 7).unwrap())
        .collect();
    let shelf = Shelf::with(vec![item(1, "长", &long), item(2, "短", "食堂")]);
    let folded: String = fold(&long);
    assert_eq!(shelf.ids(&long), [1]);
    assert_eq!(
        shelf.ids(&folded.chars().skip(300).take(450).collect::<String>()),
        [1]
    );
    // cut, and then not in the text as it stands
    assert_eq!(shelf.literal(&long.repeat(9)), [] as [i64; 0]);
    for everything in ["", "  ", "\u{3000}\n", "\u{200b}"] {
        assert_eq!(shelf.ids(everything), [2, 1], "{everything:?}");
    }
    for nothing in [
        "？？？",
        "\"",
        "\\",
        "*",
        "食堂^2",
        "-食堂",
        "(",
        "AND OR NOT",
        "字\u{0}",
    ] {
        let answer = shelf.ask(nothing);
        assert_eq!(answer.total, 0, "{nothing:?}");
    }
}

#[test]
fn literal_matches_are_found_before_the_dictionary_is_there() {
    let shelf = Shelf::with(vec![item(1, "食堂素菜", "窗口"), item(2, "食堂的素菜", "")]);
    let early = Analyser::new("");
    let index = Index::open_read_only(shelf.folder.path(), early.clone()).unwrap();
    let answer = ask(&index, "食堂素菜");
    assert!(!early.is_loaded());
    assert_eq!((ids_of(&answer, Tier::Exact), answer.total), (vec![1], 1));
    assert_eq!(answer.hits[0].title.0, [("食堂素菜".to_owned(), true)]);
}
