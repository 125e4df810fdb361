//! `huiyin bench search` without the rest of the program: sizes, then files of lines with title,
//! body and reply. `cargo run --release -p huiyin-search --example measure -- 10000,100000 a.jsonl`
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measurement, not a product"
)]

use huiyin_search::bench::{Material, Measure, run};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let sizes = arguments.next().unwrap();
    let mut material = Vec::new();
    for file in arguments {
        for line in std::fs::read_to_string(file).unwrap().lines() {
            let row: serde_json::Value = serde_json::from_str(line).unwrap();
            let text = |key: &str| {
                row.get(key)
                    .and_then(|v| v.as_str())
                    .unwrap_or_default()
                    .to_owned()
            };
            material.push(Material {
                title: text("title"),
                body: text("body"),
                reply: text("reply"),
            });
        }
    }
    for documents in sizes.split(',').map(|size| size.parse().unwrap()) {
        let folder = tempfile::tempdir().unwrap();
        let measure = Measure {
            documents,
            seed: 1,
            questions: 300,
        };
        println!("{}", run(folder.path(), &material, measure, None).unwrap());
    }
}
