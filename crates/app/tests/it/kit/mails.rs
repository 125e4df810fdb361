//! Mails as people send them, and the mails the installation has queued.

use huiyin_app::arrival::{Delivered, Mailbox, deliver_mail};
use huiyin_core::MailId;
use huiyin_store::{DueMail, IncomingMail, NewOutgoingMail};

use super::bench::TestApp;

/// A mail on its way in.
#[derive(Clone)]
pub(crate) struct Letter {
    received: &'static str,
    from: String,
    subject: String,
    message_id: String,
    extra: String,
    body: String,
}

impl Letter {
    pub(crate) fn new(local: &str, subject: &str, body: &str) -> Self {
        Self {
            received: "from mx1.example by mx.zgh.example; Tue, 1 Sep 2026 09:00:00 +0800",
            from: "李卫东 <li.weidong@mail.example>".to_owned(),
            subject: subject.to_owned(),
            message_id: format!("{local}@mail.example"),
            extra: String::new(),
            body: body.to_owned(),
        }
    }

    pub(crate) fn from(mut self, from: &str) -> Self {
        self.from = from.to_owned();
        self
    }

    pub(crate) fn received(mut self, received: &'static str) -> Self {
        self.received = received;
        self
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.extra.push_str(&format!("{name}: {value}\r\n"));
        self
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        format!(
            "Received: {}\r\nFrom: {}\r\nTo: jianyi@zgh.example\r\nSubject: {}\r\n\
             Date: Tue, 1 Sep 2026 08:59:00 +0800\r\nMessage-ID: <{}>\r\n{}\
             MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\
             Content-Transfer-Encoding: 8bit\r\n\r\n{}\r\n",
            self.received, self.from, self.subject, self.message_id, self.extra, self.body
        )
        .into_bytes()
    }
}

impl TestApp {
    pub(crate) async fn deliver(&self, letter: &Letter) -> Delivered {
        self.deliver_raw(letter.bytes()).await
    }

    pub(crate) async fn deliver_raw(&self, raw: Vec<u8>) -> Delivered {
        deliver_mail(&self.app, raw, self.now(), Mailbox::default())
            .await
            .unwrap()
    }

    /// The row of an incoming mail.
    pub(crate) async fn mail(&self, id: MailId) -> IncomingMail {
        let row = self.app.store().read().incoming_mail(id).await.unwrap();
        row.unwrap()
    }

    /// What waits to be sent, oldest first; looking at it counts as reading it.
    pub(crate) async fn queued(&self) -> Vec<DueMail> {
        let read = self.app.store().read();
        let mut mails = read.due_outgoing(self.now(), 1_000).await.unwrap();
        mails.sort_by_key(|mail| mail.id);
        let mut seen = self.read.lock().unwrap();
        seen.extend(mails.iter().map(|mail| mail.id));
        mails
    }

    /// Puts a notice to that address into the queue.
    pub(crate) async fn queue(&self, message_id: &'static str, recipient: &'static str) {
        let created_at = self.now();
        self.app
            .store()
            .write(move |tx| {
                let mail = NewOutgoingMail {
                    suggestion: None,
                    channel: huiyin_core::NoticeChannel::Mail,
                    kind: "receipt".to_owned(),
                    recipient: huiyin_core::Personal::new(recipient.to_owned()),
                    subject: "您的来件已登记".to_owned(),
                    text: "您好".to_owned(),
                    html: None,
                    message_id: message_id.to_owned(),
                    in_reply_to: None,
                    created_at,
                    nonce: [5; 24],
                };
                Box::pin(async move { tx.queue_mail(mail).await })
            })
            .await
            .unwrap();
    }
}
