//! How fast mails are read.

use std::hint::black_box;
use std::time::Instant;

use huiyin_intake::mail::{Reading, parse};

use crate::files::Mail;

/// Prints mails and megabytes per second, the best of the rounds: bare mail-parser (whose tree
/// is only built), our reader, and our reader with its JSON.
pub(crate) fn print(found: &[Mail], rounds: u32) {
    let megabytes = found.iter().map(|mail| mail.raw.len()).sum::<usize>() as f64 / 1e6;
    println!("{} files, {megabytes:.1} MB", found.len());
    let best = |name: &str, work: &dyn Fn(&[u8])| {
        let mut seconds = f64::INFINITY;
        for _ in 0..rounds {
            let start = Instant::now();
            for mail in found {
                work(&mail.raw);
            }
            seconds = seconds.min(start.elapsed().as_secs_f64());
        }
        println!(
            "{name:24} {:8.0} mails/s {:7.1} MB/s",
            found.len() as f64 / seconds,
            megabytes / seconds
        );
    };
    best("mail-parser, bare", &|raw| {
        black_box(mail_parser::MessageParser::default().parse(raw));
    });
    best("huiyin parse", &|raw| {
        black_box(parse(raw));
    });
    best("huiyin parse and JSON", &|raw| {
        black_box(serde_json::to_string(&Reading::of(&parse(raw), &[])).ok());
    });
}
