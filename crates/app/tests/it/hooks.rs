//! 通知网关: SMS and robots leave by the same outbox, with the same patience.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use huiyin_app::App;
use huiyin_app::arrival::{NOBODY_YET, submit, submit_form};
use huiyin_app::settings::{HookSettings, HookTarget};
use huiyin_app::worker;
use huiyin_core::text::{Body, Title};
use huiyin_core::{Channel, Personal, Submission, SuggestionKind};
use huiyin_store::OutgoingState;

use crate::kit::{TestApp, anonymous, named, on_both};

/// What a receiver heard, and what it says next.
#[derive(Clone)]
struct Receiver {
    url: String,
    heard: Arc<Mutex<Vec<String>>>,
    answer: Arc<Mutex<&'static str>>,
}

const OK: &str = "HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n{\"errcode\":0}";
const AWAY: &str = "HTTP/1.1 503 Away\r\nContent-Length: 0\r\n\r\n";

impl Receiver {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let receiver = Self {
            url: format!("http://{}/hook", listener.local_addr().unwrap()),
            heard: Arc::default(),
            answer: Arc::new(Mutex::new(OK)),
        };
        let shared = receiver.clone();
        std::thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let mut got = vec![0; 64 * 1024];
                let n = stream.read(&mut got).unwrap_or(0);
                let text = String::from_utf8_lossy(&got[..n]).into_owned();
                shared.heard.lock().unwrap().push(text);
                let answer = *shared.answer.lock().unwrap();
                let _gone = stream.write_all(answer.as_bytes());
            }
        });
        receiver
    }

    fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap().clone()
    }
}

async fn with(t: &TestApp, receiver: &Receiver, targets: &[HookTarget]) -> App {
    t.another(|settings| {
        settings.mail.hooks = targets
            .iter()
            .map(|target| HookSettings {
                name: format!("{target:?}"),
                target: *target,
                url: Personal::new(receiver.url.clone()),
                secret: Personal::new("SEC".to_owned()),
                signature: "【市总】".to_owned(),
                root_pem: None,
            })
            .collect();
    })
    .await
}

on_both! {
    async fn who_left_a_phone_only_is_told_by_sms(t) {
        let receiver = Receiver::start();
        let app = with(t, &receiver, &[HookTarget::Sms]).await;
        let mut form = named("车间太热");
        form.email = String::new();
        form.phone = "13800000001".to_owned();
        let receipt = submit_form(&app, &form, Vec::new()).await.unwrap();
        let queued = t.queued().await;
        assert_eq!(queued.len(), 1);
        assert_eq!(worker::send_mail(&app).await.unwrap(), 1);
        let heard = receiver.heard();
        assert_eq!(heard.len(), 1);
        for part in ["13800000001", &receipt.ticket_no.to_string(), "【市总】", "Bearer SEC"] {
            assert!(heard[0].contains(part), "{part}: {}", heard[0]);
        }
        assert!(heard[0].contains(&receipt.lookup.grouped()), "there is no other way to the code");
        assert!(!heard[0].contains("车间太热"));
        assert_eq!(worker::send_mail(&app).await.unwrap(), 0, "once");
    }

    async fn a_gateway_that_is_away_is_asked_again_later(t) {
        let receiver = Receiver::start();
        *receiver.answer.lock().unwrap() = AWAY;
        let app = with(t, &receiver, &[HookTarget::WeCom]).await;
        submit_form(&app, &anonymous("车间太热"), Vec::new()).await.unwrap();
        t.queued().await;
        assert_eq!(worker::send_mail(&app).await.unwrap(), 0);
        assert_eq!(worker::send_mail(&app).await.unwrap(), 0, "not before its time");
        assert_eq!(receiver.heard().len(), 1);
        *receiver.answer.lock().unwrap() = OK;
        t.move_to("09-01 12:00");
        assert_eq!(worker::send_mail(&app).await.unwrap(), 1);
        assert_eq!(receiver.heard().len(), 2);
        let counts = t.app.store().read().outgoing_counts().await.unwrap();
        assert_eq!(counts.get(&OutgoingState::Sent), Some(&1));
    }

    async fn robots_are_told_the_number_and_never_of_a_restricted_item(t) {
        let receiver = Receiver::start();
        let app = with(t, &receiver, &[HookTarget::WeCom, HookTarget::DingTalk]).await;
        let receipt = submit_form(&app, &anonymous("车间太热"), Vec::new()).await.unwrap();
        let secret = Submission::new(
            Channel::Web,
            SuggestionKind::Disclosure,
            Title::propose("有人收钱"),
            Body::parse("内容", "有人收钱办事。").unwrap(),
            t.now(),
        );
        submit(&app, NOBODY_YET, secret, Vec::new()).await.unwrap();
        t.queued().await;
        assert_eq!(worker::send_mail(&app).await.unwrap(), 2);
        let heard = receiver.heard();
        assert!(heard.iter().all(|text| text.contains(&receipt.ticket_no.to_string())), "{heard:?}");
        assert!(heard.iter().all(|text| !text.contains("车间太热")));
        assert_eq!(heard.iter().filter(|text| text.contains("&sign=") || text.contains("?timestamp=")).count(), 1);
    }
}
