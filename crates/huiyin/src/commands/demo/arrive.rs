//! How an item reaches the union, by each channel's own door.

use huiyin_app::App;
use huiyin_app::arrival::{
    Mailbox, NOBODY_YET, RawFile, RegistrationForm, SubmissionForm, clean_files, deliver_mail,
    register_form, submit, submit_form,
};
use huiyin_core::text::Title;
use huiyin_core::time::{self, Instant};
use huiyin_core::{Channel, IdentityLevel, LookupCode, StaffActor, SuggestionId, UnitId};
use huiyin_intake::mail::{AutoSubmitted, Correspondent, OutgoingDraft, build};

use super::material::{Letter, Story};
use super::picture;
use super::trouble::Trouble;

/// A registered item. Who wrote a mail finds the code in the mailbox only.
#[derive(Debug, Clone)]
pub(super) struct Arrived {
    pub(super) id: SuggestionId,
    pub(super) lookup: Option<LookupCode>,
}

/// Brings an item in. `registrar` writes down what does not register itself.
pub(super) async fn arrive(
    app: &App,
    story: &Story,
    registrar: Option<&StaffActor>,
) -> Result<Arrived, Trouble> {
    match story.item.channel {
        Channel::Web => {
            let receipt = submit_form(app, &web_form(app, story), photos_now(story)).await?;
            Ok(Arrived {
                id: receipt.id,
                lookup: Some(receipt.lookup),
            })
        }
        Channel::WeChat => by_wechat(app, story).await,
        Channel::Email => by_mail(app, story).await,
        Channel::Phone
        | Channel::Box
        | Channel::Forum
        | Channel::Talk
        | Channel::Visit
        | Channel::Survey
        | Channel::Letter
        | Channel::WalkIn
        | Channel::Request
        | Channel::External
        | Channel::Api
        | Channel::Import => {
            let actor = registrar.ok_or(Trouble::Nobody)?;
            let form = registration(app, story);
            let topic = story.topic.to_string();
            let receipt = register_form(app, actor, &form, &topic, photos_now(story)).await?;
            Ok(Arrived {
                id: receipt.id,
                lookup: Some(receipt.lookup),
            })
        }
    }
}

/// Whether the photos come with the supplement, because that is where the person writes of them.
pub(super) fn shows_later(story: &Story) -> bool {
    let text = story.item.supplement.as_deref().unwrap_or_default();
    text.contains('照') || text.contains("截图")
}

fn photos_now(story: &Story) -> Vec<RawFile> {
    if shows_later(story) {
        Vec::new()
    } else {
        photos(story)
    }
}

/// Photos as a phone would send them.
pub(super) fn photos(story: &Story) -> Vec<RawFile> {
    (0..)
        .zip(&story.item.photos)
        .map(|(n, name)| RawFile {
            file_name: name.clone(),
            bytes: picture::draw(story.no * 10 + n),
            is_too_large: false,
        })
        .collect()
}

/// The employer as the unit concerned, where it is a grass-roots union of the organisation.
fn concerned(app: &App, unit: UnitId) -> String {
    app.directory()
        .unit(unit)
        .filter(|u| u.branch == "grassroots")
        .map(|u| u.id.to_string())
        .unwrap_or_default()
}

fn web_form(app: &App, story: &Story) -> SubmissionForm {
    let item = &story.item;
    let is_anonymous = item.identity == IdentityLevel::Anonymous;
    SubmissionForm {
        intent: item.intent.map(|i| i.code().to_owned()).unwrap_or_default(),
        body: item.body.clone(),
        title: item.title.clone(),
        unit: concerned(app, story.unit),
        identity_level: item.identity.code().to_owned(),
        name: item.name.clone(),
        phone: item.phone.clone(),
        email: item.email.clone(),
        employer: item.employer.clone(),
        consent: if is_anonymous {
            String::new()
        } else {
            "on".to_owned()
        },
        ..SubmissionForm::default()
    }
}

/// The page inside WeChat is the same form.
async fn by_wechat(app: &App, story: &Story) -> Result<Arrived, Trouble> {
    let directory = app.directory();
    let mut submission = web_form(app, story)
        .parse(app.now(), &|unit| directory.unit(unit).is_some())
        .map_err(|errors| {
            let said: Vec<&str> = errors.iter().map(|e| e.message.as_str()).collect();
            Trouble::Form(said.join("；"))
        })?;
    submission.channel = Channel::WeChat;
    let files = clean_files(photos_now(story)).await?;
    let receipt = submit(app, NOBODY_YET, submission, files).await?;
    Ok(Arrived {
        id: receipt.id,
        lookup: Some(receipt.lookup),
    })
}

fn registration(app: &App, story: &Story) -> RegistrationForm {
    let item = &story.item;
    let received = time::minute(story.received_at);
    let (day, at) = received.split_once(' ').unwrap_or((&received, ""));
    RegistrationForm {
        channel: item.channel.code().to_owned(),
        received_on: day.to_owned(),
        received_time: at.to_owned(),
        kind: item.kind.code().to_owned(),
        body: item.body.clone(),
        title: item.title.clone(),
        unit: concerned(app, story.unit),
        identity_level: item.identity.code().to_owned(),
        name: item.name.clone(),
        phone: item.phone.clone(),
        email: item.email.clone(),
        employer: item.employer.clone(),
        consent: "on".to_owned(),
        ..RegistrationForm::default()
    }
}

async fn by_mail(app: &App, story: &Story) -> Result<Arrived, Trouble> {
    let item = &story.item;
    let subject = if item.title.is_empty() {
        Title::propose(&item.body).as_str().to_owned()
    } else {
        item.title.clone()
    };
    let letter = Post {
        from_name: Some(item.name.clone()),
        from: item.email.clone(),
        subject,
        text: format!("{}\n\n{}  {}", item.body, item.name, item.employer),
        headers: &[],
        id: format!("letter-{}", story.no),
    };
    let delivered = deliver_mail(app, letter.bytes(app)?, app.now(), Mailbox::default()).await?;
    let id = delivered
        .suggestion
        .ok_or(Trouble::Parked(delivered.state.label()))?;
    Ok(Arrived { id, lookup: None })
}

/// A mail that is written to us.
struct Post<'a> {
    from_name: Option<String>,
    from: String,
    subject: String,
    text: String,
    headers: &'a [String],
    id: String,
}

impl Post<'_> {
    fn bytes(self, app: &App) -> Result<Vec<u8>, Trouble> {
        let mail = &app.settings().mail;
        let domain = self
            .from
            .rsplit_once('@')
            .map_or("example.cn", |(_, domain)| domain);
        let draft = OutgoingDraft {
            ticket_no: None,
            message_id: format!("demo-{}@{domain}", self.id),
            from: Correspondent {
                name: self.from_name,
                address: self.from.clone(),
            },
            to: Correspondent {
                name: Some(mail.from_name.clone()),
                address: mail.from_address.clone(),
            },
            reply_to: None,
            subject: self.subject,
            text: self.text,
            html: None,
            date: app.now(),
            in_reply_to: None,
            references: Vec::new(),
            auto_submitted: AutoSubmitted::No,
        };
        let built = build(&draft)?;
        let mut bytes = Vec::new();
        for line in self.headers {
            bytes.extend_from_slice(line.as_bytes());
            bytes.extend_from_slice(b"\r\n");
        }
        bytes.extend(built);
        Ok(bytes)
    }
}

/// Delivers a mail that is not simply a letter; `ticket_no` is what it may quote.
pub(super) async fn deliver(
    app: &App,
    letter: &Letter,
    no: usize,
    ticket_no: &str,
    at: Instant,
) -> Result<huiyin_app::arrival::Delivered, Trouble> {
    let post = Post {
        from_name: letter.from_name.clone(),
        from: letter.from.clone(),
        subject: letter.subject.replace("{ticket}", ticket_no),
        text: letter.body.replace("{ticket}", ticket_no),
        headers: &letter.headers,
        id: format!("mail-{no}"),
    };
    Ok(deliver_mail(app, post.bytes(app)?, at, Mailbox::default()).await?)
}
