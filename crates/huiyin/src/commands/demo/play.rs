//! Replays the year: everything that happens, in the order of time, through the use cases that
//! pages, mail and timers go through.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Arc;

use chrono::{Duration, NaiveDate};
use huiyin_app::arrival::dismiss_mail;
use huiyin_app::{App, worker};
use huiyin_core::time::{self, Instant};
use huiyin_core::{Channel, MailId, Role, Status};
use indicatif::ProgressBar;

use super::act::act;
use super::arrive::{Arrived, arrive, deliver};
use super::cast::Cast;
use super::clock::DemoClock;
use super::material::{Letter, Story};
use super::path::{Scene, Step, path};
use crate::failure::Failure;

/// Who plays what, and when it is over.
pub(super) struct Play<'a> {
    pub(super) app: &'a App,
    pub(super) clock: Arc<DemoClock>,
    pub(super) cast: &'a Cast,
    pub(super) stories: &'a [Story],
    pub(super) letters: &'a [Letter],
    /// The real now, where the year ends.
    pub(super) now: Instant,
}

/// Something that happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Happening {
    /// The timers of a night.
    Night(NaiveDate),
    /// The next step of a story.
    Story(usize),
    /// A mail comes.
    Letter(usize),
    /// A clerk puts it aside.
    Dismissal(usize, MailId),
}

/// Where a story stands.
struct Course {
    steps: Vec<Step>,
    done: usize,
    arrived: Option<Arrived>,
}

impl Course {
    fn left(&self) -> &[Step] {
        self.steps.get(self.done..).unwrap_or_default()
    }
}

type Queue = BinaryHeap<Reverse<(Instant, Happening)>>;

/// The first day of the year that is replayed.
pub(super) fn first_day(stories: &[Story], now: Instant) -> NaiveDate {
    time::local_date(stories.iter().map(|s| s.received_at).min().unwrap_or(now))
}

impl Play<'_> {
    /// Plays everything and gives what arrived, in the order of the stories; `told` counts the
    /// steps.
    pub(super) async fn run(&self, told: &ProgressBar) -> Result<Vec<Arrived>, Failure> {
        let mut courses: Vec<Course> = self
            .stories
            .iter()
            .map(|story| Course {
                steps: path(story),
                done: 0,
                arrived: None,
            })
            .collect();
        let mut queue = Queue::new();
        queue.push(night(first_day(self.stories, self.now)));
        for (at, (story, course)) in self.stories.iter().zip(&courses).enumerate() {
            self.plan(&mut queue, at, story, course, story.received_at)
                .await?;
        }
        for (at, letter) in self.letters.iter().enumerate() {
            queue.push(Reverse((letter.at(self.now)?, Happening::Letter(at))));
        }
        while let Some(Reverse((moment, happening))) = queue.pop() {
            if moment > self.now {
                continue;
            }
            self.clock.set(moment);
            match happening {
                Happening::Night(day) => {
                    self.timers().await?;
                    queue.extend(day.succ_opt().map(night));
                }
                Happening::Story(at) => {
                    let (Some(story), Some(course)) = (self.stories.get(at), courses.get_mut(at))
                    else {
                        continue;
                    };
                    self.step(story, course).await?;
                    told.inc(1);
                    self.plan(&mut queue, at, story, course, moment).await?;
                }
                Happening::Letter(at) => {
                    let ticket_no = self.quoted(&courses).await?;
                    self.letter(&mut queue, at, &ticket_no, moment).await?;
                }
                Happening::Dismissal(at, mail) => {
                    let clerk = self.cast.any(Role::Clerk, &[], 0)?;
                    let reason = self.letters.get(at).and_then(|l| l.dismissed.as_deref());
                    dismiss_mail(self.app, clerk, mail, reason.unwrap_or_default()).await?;
                }
            }
        }
        self.clock.set(self.now);
        self.timers().await?;
        Ok(courses
            .into_iter()
            .filter_map(|course| course.arrived)
            .collect())
    }

    /// Puts the next step of a story into the queue.
    async fn plan(
        &self,
        queue: &mut Queue,
        at: usize,
        story: &Story,
        course: &Course,
        before: Instant,
    ) -> Result<(), Failure> {
        let suggestion = match &course.arrived {
            Some(arrived) => self.app.store().read().load_unlocked(arrived.id).await?,
            None => None,
        };
        let policy = self.app.policy();
        let scene = Scene {
            story,
            policy: &policy,
            before,
            suggestion: suggestion.as_ref(),
            left: course.left(),
            now: self.now,
        };
        queue.extend(
            scene
                .moment()
                .map(|moment| Reverse((moment, Happening::Story(at)))),
        );
        Ok(())
    }

    async fn step(&self, story: &Story, course: &mut Course) -> Result<(), Failure> {
        let Some(step) = course.left().first().copied() else {
            return Ok(());
        };
        let actor = self.cast.actor(story, step)?;
        let trouble = |cause| {
            Failure::caused(
                format!("演示数据第 {} 件无法继续（{step:?}）", story.no),
                cause,
            )
        };
        match &course.arrived {
            None => {
                let arrived = arrive(self.app, story, actor).await.map_err(trouble)?;
                course.arrived = Some(arrived);
            }
            Some(arrived) => {
                act(self.app, story, arrived.id, step, actor)
                    .await
                    .map_err(trouble)?;
            }
        }
        course.done += 1;
        Ok(())
    }

    /// What runs by itself: windows that close, mails that leave, the sequence of the ledger.
    async fn timers(&self) -> Result<(), Failure> {
        worker::keep_deadlines(self.app).await?;
        worker::sequence(self.app).await?;
        while worker::send_mail(self.app).await? > 0 {}
        Ok(())
    }

    async fn letter(
        &self,
        queue: &mut Queue,
        at: usize,
        ticket_no: &str,
        moment: Instant,
    ) -> Result<(), Failure> {
        let Some(letter) = self.letters.get(at) else {
            return Ok(());
        };
        let delivered = deliver(self.app, letter, at, ticket_no, moment)
            .await
            .map_err(|cause| Failure::caused("演示邮件无法投递", cause))?;
        if letter.dismissed.is_some() {
            let next = moment + Duration::hours(15);
            queue.push(Reverse((next, Happening::Dismissal(at, delivered.mail))));
        }
        Ok(())
    }

    /// The number that mails quote: of the newest open item that itself came by mail.
    async fn quoted(&self, courses: &[Course]) -> Result<String, Failure> {
        let by_mail = self.stories.iter().zip(courses).rev().filter(|(story, _)| {
            story.item.channel == Channel::Email && story.item.ends_as == Status::InProgress
        });
        for (_, course) in by_mail {
            let Some(arrived) = &course.arrived else {
                continue;
            };
            if let Some(found) = self.app.store().read().load_unlocked(arrived.id).await? {
                return Ok(found.ticket_no.to_string());
            }
        }
        Ok(String::new())
    }
}

/// The timers of the night before a day: whatever ended at 24:00 is over.
fn night(day: NaiveDate) -> Reverse<(Instant, Happening)> {
    let at = time::end_of_day(day) + Duration::minutes(6);
    Reverse((at, Happening::Night(day)))
}
