//! Mails find their place while the next ones are fetched: a mailbox with a hundred letters waits
//! for the disk a hundred times less.

use huiyin_core::MailId;
use tokio::sync::{Mutex, mpsc};

use crate::application::App;
use crate::arrival::{Arrived, settle_once};

/// A mail that is durable and waits for its place.
pub(crate) struct Waiting {
    pub(crate) id: MailId,
    pub(crate) arrived: Arrived,
}

/// Where a visit leaves the mails it has stored.
pub(crate) type Lanes = mpsc::Sender<Waiting>;

/// Runs a visit; what it leaves in the lanes is settled beside it, four mails at a time. Returns
/// when both are done. A process that dies meanwhile leaves stored mails, which `settle_mail`
/// finds.
pub(crate) async fn beside<V: Future>(app: &App, visit: impl FnOnce(Lanes) -> V) -> V::Output {
    // a full channel makes the visit wait: no more than a handful of mails are in memory
    let (lanes, waiting) = mpsc::channel(1);
    let waiting = Mutex::new(waiting);
    let lane = || Box::pin(settle_what_comes(app, &waiting));
    let (done, (), (), (), ()) =
        tokio::join!(Box::pin(visit(lanes)), lane(), lane(), lane(), lane());
    done
}

/// Until the visit has ended and nothing is left.
async fn settle_what_comes(app: &App, waiting: &Mutex<mpsc::Receiver<Waiting>>) {
    loop {
        let next = waiting.lock().await.recv().await;
        let Some(mail) = next else { return };
        settle_or_tell(app, mail).await;
    }
}

/// The mail is durable; one that cannot be settled now is tried again from the database.
pub(crate) async fn settle_or_tell(app: &App, mail: Waiting) {
    if let Err(error) = settle_once(app, mail.id, mail.arrived).await {
        tracing::error!(
            mail = mail.id.0,
            error = &error as &dyn std::error::Error,
            "mail not settled yet"
        );
    }
}
