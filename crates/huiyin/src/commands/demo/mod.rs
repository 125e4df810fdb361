//! `huiyin demo`: fills a fresh database with a made-up year, so that every page has something to
//! show. Nothing is written past the use cases: the year is replayed through them with a clock of
//! its own, and the ledger is as genuine as that of a year of work.

mod act;
mod arrive;
mod cast;
mod clock;
mod material;
mod path;
mod picture;
mod play;
mod poster;
mod trouble;

use std::path::Path;
use std::sync::Arc;

use huiyin_app::accounts::NewPassword;
use huiyin_app::settings::OutgoingMode;
use huiyin_app::{App, accounts};
use huiyin_core::time::Instant;
use huiyin_core::{Clock, Scope, time};
use indicatif::{ProgressBar, ProgressStyle};

use super::print;
use crate::failure::Failure;
use crate::real::SystemClock;
use crate::{settings, telemetry, wiring};
use arrive::Arrived;
use cast::Cast;
use clock::DemoClock;
use material::Story;
use play::Play;

pub(super) async fn run(data: &Path, config: Option<&Path>) -> Result<(), Failure> {
    let now = time::to_micros(SystemClock.now());
    // a line for each of a thousand acts would hide what has to be read
    let mut log = settings::load(data, config)?.log;
    "warn".clone_into(&mut log.level);
    telemetry::start(&log);
    let clock = Arc::new(DemoClock::new(now));
    let standing = Arc::clone(&clock) as Arc<dyn Clock>;
    let app = wiring::open_with(data, config, standing, None).await?.app;
    refuse_real_use(&app).await?;

    let bar = ProgressBar::new(0);
    if let Ok(style) = ProgressStyle::with_template("{msg} {bar:30} {percent}%  用时 {elapsed}") {
        bar.set_style(style);
    }
    let staged = Box::pin(stage(&app, clock, now, &bar)).await?;
    bar.finish_and_clear();

    let text = poster::text(&poster::Poster {
        counts: app.store().read().counts(&Scope::leader()).await?,
        cast: &staged.cast,
        directory: &app.directory(),
        password: &staged.password,
        administrator: staged
            .administrator
            .as_ref()
            .map(|made| made.0.expose().as_str()),
        codes: poster::codes(&app, &staged.stories, &staged.arrived).await?,
        data,
    });
    print(&text)
}

/// What was put on the stage.
struct Staged {
    cast: Cast,
    password: String,
    administrator: Option<NewPassword>,
    stories: Vec<Story>,
    /// In the order of the stories.
    arrived: Vec<Arrived>,
}

/// Hires the staff and replays the year before `now`. The application must have `clock`.
async fn stage(
    app: &App,
    clock: Arc<DemoClock>,
    now: Instant,
    bar: &ProgressBar,
) -> Result<Staged, Failure> {
    let stories = material::stories(&app.directory(), now)?;
    let letters = material::letters()?;
    let mut cast = Cast::new(material::people()?, app.directory())?;
    cast.check(&stories)?;
    let n_steps: usize = stories.iter().map(|story| path::path(story).len()).sum();
    bar.set_length((n_steps + cast.people().len()) as u64);

    bar.set_message("添加账号");
    clock.set(time::end_of_day(play::first_day(&stories, now)) - cast::HIRED_BEFORE);
    let administrator = accounts::ensure_first_administrator(app).await?;
    let password = cast::make_password();
    cast.hire(app, &password, || bar.inc(1)).await?;

    bar.set_message("重演一年");
    let play = Play {
        app,
        clock,
        cast: &cast,
        stories: &stories,
        letters: &letters,
        now,
    };
    let arrived = Box::pin(play.run(bar)).await?;
    Ok(Staged {
        cast,
        password,
        administrator,
        stories,
        arrived,
    })
}

/// Made-up people must never stand among real ones, and made-up notices never leave the house.
async fn refuse_real_use(app: &App) -> Result<(), Failure> {
    let n = app.store().read().counts(&Scope::leader()).await?.total();
    if n > 0 {
        return Err(Failure::new(format!(
            "这个数据库里已经有 {n} 件来件。演示数据只能写入全新的数据文件夹，\
             例如：huiyin --data demo-data demo"
        )));
    }
    match app.settings().mail.outgoing {
        OutgoingMode::Folder => Ok(()),
        OutgoingMode::Smtp => Err(Failure::new(
            "配置里的外发邮件会真的寄出（mail.outgoing.mode = \"smtp\"）。\
             演示数据里的收件人是虚构的，请改用 \"folder\" 再运行",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// On a holiday, a Sunday, early on a Monday after a long holiday: whatever the day on which
    /// somebody tries the demo, every item ends as the material says.
    async fn plays_on(now: &str) {
        let now: Instant = now.parse().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(DemoClock::new(now));
        let standing = Arc::clone(&clock) as Arc<dyn Clock>;
        let app = wiring::open_with(folder.path(), None, standing, None)
            .await
            .unwrap()
            .app;
        let staged = Box::pin(stage(&app, clock, now, &ProgressBar::hidden()))
            .await
            .unwrap();
        let mut wrong = Vec::new();
        for (story, arrived) in staged.stories.iter().zip(&staged.arrived) {
            let found = app
                .store()
                .read()
                .load_unlocked(arrived.id)
                .await
                .unwrap()
                .unwrap();
            if found.status != story.item.ends_as {
                wrong.push((story.no, story.item.ends_as, found.status));
            }
        }
        assert_eq!(
            (wrong, staged.arrived.len()),
            (Vec::new(), staged.stories.len()),
            "{now}"
        );
        let mut findings = Vec::new();
        app.store()
            .verify(&mut |finding| findings.push(finding.message))
            .await
            .unwrap();
        assert_eq!(findings, Vec::<String>::new(), "{now}");
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn the_year_ends_as_told_in_the_spring_festival() {
        plays_on("2026-02-19T00:20:00+08:00").await;
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn the_year_ends_as_told_on_a_monday_after_the_national_holiday() {
        plays_on("2025-10-09T08:05:00+08:00").await;
    }
}
