//! The collected mails through the reader, for whoever works on it:
//!
//! - `mail_corpus read FOLDER` prints a JSON line for each mail, with its path;
//! - `mail_corpus table FOLDER` prints precision and recall of the kinds against the labels that
//!   the folders carry;
//! - `mail_corpus bounces FOLDER` prints what each bounce says of each address;
//! - `mail_corpus rate FOLDER [ROUNDS]` prints mails per second of bare mail-parser and of ours,
//!   over the same mails in one run.
//!
//! `cargo run --release -p huiyin-intake --example mail_corpus -- table /path/to/mail`
#![expect(clippy::print_stdout, reason = "printing is what it is for")]

mod bounces;
mod files;
mod labels;
mod rate;

use std::path::PathBuf;
use std::process::ExitCode;

use huiyin_intake::mail::{Reading, parse};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [what, folder, rest @ ..] = arguments.as_slice() else {
        println!("mail_corpus read|table|bounces|rate FOLDER [ROUNDS]");
        return ExitCode::FAILURE;
    };
    let found = files::below(&PathBuf::from(folder));
    match what.as_str() {
        "read" => read(&found),
        "bounces" => bounces::print(&found),
        "table" => labels::print_table(&found),
        "rate" => rate::print(
            &found,
            rest.first().and_then(|n| n.parse().ok()).unwrap_or(3),
        ),
        _ => return ExitCode::FAILURE,
    }
    ExitCode::SUCCESS
}

fn read(found: &[files::Mail]) {
    for mail in found {
        let reading = Reading::of(&parse(&mail.raw), &[]);
        if let Ok(mut json) = serde_json::to_value(reading) {
            if let Some(object) = json.as_object_mut() {
                object.insert("path".to_owned(), mail.path.clone().into());
            }
            println!("{json}");
        }
    }
}
