//! Renders every page with made-up values into a folder, to look at:
//! `cargo run -p huiyin-web --example gallery -- FOLDER`, then open `FOLDER/index.html`.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a tool for developers"
)]

use huiyin_web::{assets, pages};

mod fixtures;

fn main() {
    let folder = std::path::PathBuf::from(std::env::args().nth(1).unwrap_or("gallery".to_owned()));
    std::fs::create_dir_all(folder.join("assets")).unwrap();
    for name in [
        "huiyin.css",
        "desk.css",
        "huiyin.js",
        "desk.js",
        "logo.svg",
        "favicon.svg",
    ] {
        let url = assets::asset(name);
        let bytes = assets::get(url).unwrap().bytes;
        std::fs::write(folder.join(url.trim_start_matches('/')), bytes).unwrap();
    }
    let mut index = String::from("<!DOCTYPE html><meta charset=utf-8><title>gallery</title><ul>");
    for (name, html) in fixtures::all("") {
        // relative, so that the folder can be opened without a server
        let html = html.replace("\"/assets/", "\"assets/");
        std::fs::write(folder.join(format!("{name}.html")), html).unwrap();
        index.push_str(&format!("<li><a href={name}.html>{name}</a>"));
    }
    std::fs::write(folder.join("index.html"), index).unwrap();
    println!("{}", folder.display());
}
