//! The collected mails of this world, when they are at hand (`HUIYIN_REAL_DATA`).

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::{MailVerdict, classify, dedup_key, parse, to_submission};

fn real_data() -> Option<PathBuf> {
    #[expect(
        clippy::disallowed_methods,
        reason = "a test may ask where the collected data lie"
    )]
    let dir = std::env::var_os("HUIYIN_REAL_DATA").map(PathBuf::from);
    if dir.is_none() {
        println!("skipped: HUIYIN_REAL_DATA is not set");
    }
    dir
}

fn files_below(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files_below(&path, found);
        } else {
            found.push(path);
        }
    }
}

#[test]
fn collected_chinese_mails_read_as_expected() {
    let Some(dir) = real_data() else { return };
    let dir = dir.join("mail/chinese");
    let index = std::fs::read_to_string(dir.join("index.tsv")).unwrap();
    let mut failures = Vec::new();
    let mut n = 0;
    for line in index.lines().skip(1) {
        let columns: Vec<&str> = line.split('\t').collect();
        let [file, _, field, expect] = columns.as_slice() else {
            panic!("bad line {line}")
        };
        let mail = parse(&std::fs::read(dir.join(format!("{file}.eml"))).unwrap());
        let found = match *field {
            "subject" => mail.subject.clone(),
            "from" => mail
                .from
                .as_ref()
                .and_then(|from| from.name.clone())
                .unwrap_or_default(),
            "body" => mail.text.clone(),
            "attachment" => mail
                .attachments
                .first()
                .map(|a| a.file_name.clone())
                .unwrap_or_default(),
            other => panic!("unknown field {other}"),
        };
        let squeeze = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        if squeeze(&found) != squeeze(expect) {
            failures.push(format!("{file}: found {found:?}, expected {expect:?}"));
        }
        n += 1;
    }
    println!("{n} Chinese cases");
    assert!(failures.is_empty(), "{failures:#?}");
}

#[test]
fn every_collected_mail_gets_a_verdict() {
    let Some(dir) = real_data() else { return };
    let mut files = Vec::new();
    files_below(&dir.join("mail"), &mut files);
    files.sort();
    let mut verdicts: BTreeMap<String, usize> = BTreeMap::new();
    let mut flaws: BTreeMap<String, usize> = BTreeMap::new();
    let (mut n_containers, mut n_unpacked) = (0, 0);
    for path in &files {
        let raw = std::fs::read(path).unwrap();
        let mail = parse(&raw);
        assert_ne!(
            mail.flaws.first(),
            Some(&super::Flaw::Unparsable),
            "{}",
            path.display()
        );
        if raw.len() < 20_000 {
            assert_eq!(dedup_key(&mail), dedup_key(&parse(&raw)));
        }
        let verdict = classify(&mail, &["box@example.org".to_owned()]);
        let prepared = to_submission(&mail, chrono::DateTime::UNIX_EPOCH);
        assert!(!prepared.submission.title.as_str().is_empty());
        let name = match verdict {
            MailVerdict::Suggestion => "Suggestion".to_owned(),
            MailVerdict::Supplement(_) => "Supplement".to_owned(),
            MailVerdict::Automatic(kind) => format!("Automatic {}", kind.label()),
            MailVerdict::Unmatched(reason) => format!("Unmatched {reason}"),
        };
        *verdicts.entry(name).or_default() += 1;
        if mail.flaws.contains(&super::Flaw::Tnef) {
            n_containers += 1;
            let files = mail
                .attachments
                .iter()
                .filter(|a| !a.declared_type.contains("tnef"))
                .count();
            println!(
                "tnef: {:?} text {} files {files}",
                path.file_name(),
                mail.text.chars().count()
            );
            n_unpacked += files;
        }
        for flaw in &mail.flaws {
            let name: String = flaw
                .to_string()
                .chars()
                .filter(|c| !c.is_ascii_digit())
                .collect();
            *flaws.entry(name).or_default() += 1;
        }
    }
    println!(
        "{} files; {n_unpacked} files out of {n_containers} winmail.dat",
        files.len()
    );
    for (name, n) in &verdicts {
        println!("{n:5} {name}");
    }
    for (name, n) in &flaws {
        println!("      {n:5} {name}");
    }
    assert!(files.len() > 1_000);
}
