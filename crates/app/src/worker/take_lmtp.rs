//! Listens for an own mail server (LMTP, RFC 2033).

use std::net::SocketAddr;
use std::time::Duration;

use huiyin_intake::mail::lmtp::{self, LmtpConfig, LmtpSink, LmtpVerdict};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::application::App;
use crate::arrival::{Mailbox, bare, lmtp_name, settle_once, take_in};
use crate::settings::LmtpSettings;

/// Conversations at once; more wait to be accepted.
const TALKS_MAX: usize = 32;
/// Between attempts to get the address.
const PAUSE: Duration = Duration::from_secs(10);

struct Desk {
    app: App,
    settings: LmtpSettings,
}

impl LmtpSink for Desk {
    fn knows(&self, recipient: &str) -> bool {
        let bare = bare(recipient);
        self.settings.recipients.is_empty()
            || self
                .settings
                .recipients
                .iter()
                .any(|known| known.address.to_lowercase() == bare)
    }

    async fn take(&self, recipient: &str, raw: Vec<u8>, _peer: SocketAddr) -> LmtpVerdict {
        let app = &self.app;
        // the envelope is written down, because the reply address carries the token
        let clean: String = recipient.chars().filter(|c| !c.is_control()).collect();
        let mut with_envelope = format!("Delivered-To: {clean}\r\n").into_bytes();
        with_envelope.extend_from_slice(&raw);
        let mailbox = Mailbox {
            name: lmtp_name(&bare(recipient)),
            ..Mailbox::default()
        };
        match take_in(app, with_envelope, app.now(), mailbox).await {
            Ok((id, arrived)) => {
                if let Some(arrived) = arrived
                    && let Err(error) = settle_once(app, id, arrived).await
                {
                    tracing::error!(
                        error = &error as &dyn std::error::Error,
                        "mail not settled yet"
                    );
                }
                LmtpVerdict::Taken
            }
            Err(error) => {
                tracing::error!(error = &error as &dyn std::error::Error, "mail not stored");
                LmtpVerdict::Later
            }
        }
    }
}

/// Listens until told to stop; a mail that is being taken is taken to its end.
pub(crate) async fn take_lmtp(
    app: App,
    settings: LmtpSettings,
    tracker: TaskTracker,
    stop: CancellationToken,
) {
    let address = settings.listen;
    let listener = loop {
        match TcpListener::bind(address).await {
            Ok(listener) => break listener,
            Err(error) => {
                tracing::error!(%address, error = &error as &dyn std::error::Error, "lmtp address not available");
            }
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(PAUSE) => {}
        }
    };
    tracing::info!(%address, "lmtp listens");
    let config = std::sync::Arc::new(LmtpConfig {
        max_size: settings.max_size,
        ..LmtpConfig::default()
    });
    let desk = std::sync::Arc::new(Desk { app, settings });
    let room = std::sync::Arc::new(tokio::sync::Semaphore::new(TALKS_MAX));
    loop {
        let Ok(place) = std::sync::Arc::clone(&room).acquire_owned().await else {
            return;
        };
        let (stream, peer) = tokio::select! {
            () = stop.cancelled() => return,
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    tracing::warn!(error = &error as &dyn std::error::Error, "lmtp accept");
                    continue;
                }
            },
        };
        let (desk, config, stop) = (desk.clone(), config.clone(), stop.clone());
        tracker.spawn(async move {
            let _place = place;
            let talk = lmtp::serve(stream, peer, &config, &*desk);
            tokio::pin!(talk);
            let ended = tokio::select! {
                ended = &mut talk => ended,
                () = stop.cancelled() => {
                    // a moment for a mail that is on its way
                    match tokio::time::timeout(Duration::from_secs(5), &mut talk).await {
                        Ok(ended) => ended,
                        Err(_elapsed) => return,
                    }
                }
            };
            if let Err(error) = ended {
                tracing::debug!(error = &error as &dyn std::error::Error, "lmtp client left");
            }
        });
    }
}
