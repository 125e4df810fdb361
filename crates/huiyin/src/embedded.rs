//! The shipped configuration, carried inside the binary.

use huiyin_app::seed::SeedFiles;
use rust_embed::RustEmbed;

use crate::failure::Failure;

#[derive(RustEmbed)]
#[folder = "../../config"]
#[include = "*.toml"]
#[include = "seed/**"]
struct Config;

/// A file of `config/`, as text.
pub(crate) fn text(path: &str) -> Result<String, Failure> {
    let missing = || Failure::new(format!("程序内置的文件 {path} 缺失"));
    let file = Config::get(path).ok_or_else(missing)?;
    String::from_utf8(file.data.into_owned())
        .map_err(|error| Failure::caused(format!("程序内置的文件 {path} 不是文本"), error))
}

/// The files that an empty database is seeded with.
pub(crate) fn seed_files() -> Result<SeedFiles, Failure> {
    let mut years: Vec<String> = Config::iter()
        .filter(|path| path.starts_with("seed/calendar/") && path.ends_with(".json"))
        .map(|path| path.into_owned())
        .collect();
    years.sort();
    Ok(SeedFiles {
        organisation: text("seed/organisation.toml")?,
        topics: text("seed/topics.toml")?,
        time_rules: text("seed/time_rules.toml")?,
        routing: text("seed/routing.toml")?,
        settings: text("seed/settings.toml")?,
        calendars: years
            .iter()
            .map(|path| text(path))
            .collect::<Result<_, _>>()?,
    })
}

/// Calendars of the shipped years, oldest first, in the holiday-cn format.
pub(crate) fn calendars() -> Result<Vec<String>, Failure> {
    Ok(seed_files()?.calendars)
}

/// Terms of the field for the word segmenter.
pub(crate) fn dictionary() -> Result<String, Failure> {
    text("seed/dictionary.txt")
}

/// The material of `huiyin demo`.
pub(crate) const DEMO_PEOPLE: &str = "seed/demo/people.toml";
pub(crate) const DEMO_SUGGESTIONS: &str = "seed/demo/suggestions.toml";
pub(crate) const DEMO_MAILS: &str = "seed/demo/mails.toml";
