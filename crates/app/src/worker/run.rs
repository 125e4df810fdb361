//! Runs the workers until the shutdown, each at its own pace, never two of a kind at once.

use std::future::Future;
use std::time::Duration;

use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::fetch_mail::watch_mailbox;
use super::take_lmtp::take_lmtp;
use crate::application::App;
use crate::error::AppError;

/// Running workers; [`Workers::stop`] lets each finish what it is doing.
pub struct Workers {
    tracker: TaskTracker,
    stop: CancellationToken,
}

impl Workers {
    /// Asks all workers to stop and waits until they have.
    pub async fn stop(self) {
        self.stop.cancel();
        self.tracker.close();
        self.tracker.wait().await;
    }
}

/// How often a worker looks when nobody wakes it.
const FOLLOW: Duration = Duration::from_millis(400);
const MAIL_OUT: Duration = Duration::from_secs(3);
const FILES: Duration = Duration::from_secs(5);
/// Pages show the rules of another node this much later at the most; writes look for themselves.
const POLICY: Duration = Duration::from_secs(2);
const DEADLINES: Duration = Duration::from_secs(60);
const ARCHIVE: Duration = Duration::from_secs(600);

/// When a worker looks again.
enum Pace {
    Every(Duration),
    /// At once after a write in this process, and at that pace for writes of other processes.
    OnWrite(Duration),
}

/// Starts all workers.
pub fn run(app: &App) -> Workers {
    let workers = Workers {
        tracker: TaskTracker::new(),
        stop: CancellationToken::new(),
    };
    workers.start(app, "follow", Pace::OnWrite(FOLLOW), |app| async move {
        super::sequence(&app).await?;
        super::index(&app).await
    });
    workers.start(
        app,
        "send_mail",
        Pace::OnWrite(MAIL_OUT),
        |app| async move { super::send_mail(&app).await },
    );
    workers.start(
        app,
        "settle_mail",
        Pace::Every(DEADLINES),
        |app| async move { super::settle_mail(&app).await },
    );
    workers.start(
        app,
        "keep_deadlines",
        Pace::Every(DEADLINES),
        |app| async move { super::keep_deadlines(&app).await },
    );
    workers.start(
        app,
        "reorganise",
        Pace::Every(DEADLINES),
        |app| async move { super::reorganise(&app).await },
    );
    workers.start(app, "watch_policy", Pace::Every(POLICY), |app| async move {
        let read = app.store().read();
        app.refresh(&read).await.map(|()| 0)
    });
    workers.start(
        app,
        "keep_facts",
        Pace::Every(DEADLINES),
        |app| async move { super::keep_facts(&app).await },
    );
    workers.start(app, "read_files", Pace::OnWrite(FILES), |app| async move {
        super::read_files(&app).await
    });
    workers.start(app, "archive", Pace::Every(ARCHIVE), |app| async move {
        super::archive(&app).await
    });
    // each mailbox at its own pace: one that is away keeps no other waiting
    let mail = &app.settings().mail;
    for mailbox in &mail.incoming {
        let stop = workers.stop.clone();
        let watched = watch_mailbox(app.clone(), mailbox.clone(), stop);
        workers.tracker.spawn(Box::pin(watched));
    }
    if let Some(lmtp) = &mail.lmtp {
        let (tracker, stop) = (workers.tracker.clone(), workers.stop.clone());
        let taken = take_lmtp(app.clone(), lmtp.clone(), tracker, stop);
        workers.tracker.spawn(Box::pin(taken));
    }
    workers
}

impl Workers {
    fn start<F, W>(&self, app: &App, name: &'static str, pace: Pace, work: W)
    where
        F: Future<Output = Result<u64, AppError>> + Send + 'static,
        W: Fn(App) -> F + Send + 'static,
    {
        let app = app.clone();
        let stop = self.stop.clone();
        let (pause, is_woken) = match pace {
            Pace::Every(pause) => (pause, false),
            Pace::OnWrite(pause) => (pause, true),
        };
        self.tracker.spawn(async move {
            let mut failures: u32 = 0;
            loop {
                match work(app.clone()).await {
                    Ok(_) => failures = 0,
                    Err(error) => {
                        failures = failures.saturating_add(1);
                        tracing::error!(
                            worker = name,
                            failures,
                            error = &error as &dyn std::error::Error,
                            "worker failed"
                        );
                    }
                }
                // a broken neighbour (mail server, full disk) is asked less and less often
                let wait = pause * 2_u32.pow(failures.min(6));
                tokio::select! {
                    () = stop.cancelled() => break,
                    () = tokio::time::sleep(wait) => {}
                    () = app.written().notified(), if is_woken && failures == 0 => {
                        // a burst of writes is one round of following
                        tokio::time::sleep(Duration::from_millis(20)).await;
                    }
                }
            }
        });
    }
}
