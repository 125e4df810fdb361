//! 登记: a call or a letter by keyboard, in under a minute.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use huiyin_app::AppError;
use huiyin_app::arrival::{REGISTRATION_CHANNELS, Receipt, RegistrationForm, register_form};
use huiyin_core::time::{self, china};
use huiyin_core::{IdentityLevel, SuggestionKind};

use crate::fault::{Fault, private_html};
use crate::guard::Staff;
use crate::pages::chrome::{Notice, Tone};
use crate::pages::desk::register::{RegisterChoices, RegisterPage, RegisterValues, RegisteredPage};
use crate::pages::field::{Choice, ChoiceGroup, FormErrors};
use crate::pages::parts::LinkView;
use crate::pages::{qr, urls};
use crate::posted::Posted;
use crate::present::{desk_chrome, form_errors, unit_groups};
use crate::public::receipt_due;
use crate::state::Web;

type SignedIn = huiyin_app::accounts::SignedIn;

pub(crate) async fn register_page(
    State(web): State<Web>,
    Staff(signed_in): Staff,
) -> Result<Response, Fault> {
    let page = blank(&web, &signed_in);
    private_html(StatusCode::OK, &page)
}

fn blank(web: &Web, signed_in: &SignedIn) -> RegisterPage {
    let values = RegisterValues {
        channel: "phone".to_owned(),
        kind: SuggestionKind::Proposal.code().to_owned(),
        identity: IdentityLevel::Named.code().to_owned(),
        received_at: web
            .app()
            .now()
            .with_timezone(&china())
            .format("%Y-%m-%dT%H:%M")
            .to_string(),
        ..RegisterValues::default()
    };
    page(
        web,
        signed_in,
        &web.app().form_token(),
        &values,
        &FormErrors::default(),
    )
}

fn page(
    web: &Web,
    signed_in: &SignedIn,
    once: &str,
    values: &RegisterValues,
    errors: &FormErrors,
) -> RegisterPage {
    let directory = web.app().directory();
    let mut topics = vec![Choice::new("", "（分办时再定）")];
    topics.extend(
        directory
            .topics
            .iter()
            .filter(|t| t.parent.is_some())
            .map(|t| Choice::new(t.id.to_string(), directory.topic_name(t.id))),
    );
    let mut units = vec![ChoiceGroup {
        label: String::new(),
        choices: vec![Choice::new("", "（不清楚）")],
    }];
    units.extend(unit_groups(&directory, &values.unit));
    let choices = RegisterChoices {
        channels: REGISTRATION_CHANNELS
            .iter()
            .map(|c| Choice::new(c.code(), c.label()))
            .collect(),
        kinds: SuggestionKind::ALL
            .iter()
            .map(|k| Choice::new(k.code(), k.label()))
            .collect(),
        topics,
        units,
        identities: IdentityLevel::ALL
            .iter()
            .map(|l| Choice::new(l.code(), l.label()))
            .collect(),
    };
    let chrome = desk_chrome(web, signed_in, "登记", urls::REGISTER);
    RegisterPage::new(chrome, once, values, errors, choices)
}

pub(crate) async fn register(
    State(web): State<Web>,
    Staff(signed_in): Staff,
    posted: Posted,
) -> Result<Response, Fault> {
    posted.check_csrf(&signed_in)?;
    let field = |name: &str| posted.field(name).to_owned();
    let values = RegisterValues {
        channel: field("channel"),
        received_at: field("received_at"),
        body: field("body"),
        title: field("title"),
        kind: field("kind"),
        topic: field("topic"),
        unit: field("unit"),
        identity: field("identity"),
        name: field("name"),
        phone: field("phone"),
        email: field("email"),
        employer: field("employer"),
        external_no: field("external_no"),
    };
    let (received_on, received_time) = values
        .received_at
        .split_once(['T', ' '])
        .unwrap_or((&values.received_at, ""));
    let form = RegistrationForm {
        channel: values.channel.clone(),
        received_on: received_on.to_owned(),
        received_time: received_time.chars().take(5).collect(),
        kind: values.kind.clone(),
        body: values.body.clone(),
        title: values.title.clone(),
        unit: values.unit.clone(),
        identity_level: values.identity.clone(),
        name: values.name.clone(),
        phone: values.phone.clone(),
        email: values.email.clone(),
        employer: values.employer.clone(),
        external_no: values.external_no.clone(),
        ..RegistrationForm::default()
    };
    let once = field("once");
    let then_next = posted.field("then") == "next";
    let place = web.once(&once).await;
    let outcome = place
        .get_or_try_init(|| async {
            register_form(
                web.app(),
                &signed_in.actor,
                &form,
                &values.topic,
                posted.files,
            )
            .await
            .map(Arc::new)
        })
        .await;
    let receipt = match outcome {
        Ok(receipt) => Arc::clone(receipt),
        Err(AppError::Invalid(fields)) => {
            let rename = [
                ("identity_level", "identity"),
                ("received_on", "received_at"),
                ("received_time", "received_at"),
            ];
            let errors = form_errors(&fields, &rename);
            let page = page(&web, &signed_in, &once, &values, &errors);
            return private_html(StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
        Err(error @ (AppError::DiskFull | AppError::Busy(_))) => {
            let mut errors = FormErrors::default();
            errors.add("", format!("{error} 您填写的内容还在本页。"));
            let page = page(&web, &signed_in, &once, &values, &errors);
            return private_html(StatusCode::SERVICE_UNAVAILABLE, &page);
        }
        Err(other) => return Err(other.into()),
    };
    if then_next {
        let mut next = blank(&web, &signed_in);
        next.registered = vec![LinkView::new(
            format!("{} {}", receipt.ticket_no, receipt.title),
            urls::suggestion(receipt.id),
        )];
        let text = format!(
            "已登记 {}，查询码 {}。请告诉来件人。",
            receipt.ticket_no,
            receipt.lookup.grouped()
        );
        next.chrome.notice = Some(Notice {
            tone: Tone::Good,
            text,
        });
        return private_html(StatusCode::OK, &next);
    }
    let page = registered(&web, &signed_in, &receipt);
    private_html(StatusCode::OK, &page)
}

fn registered(web: &Web, signed_in: &SignedIn, receipt: &Receipt) -> RegisteredPage {
    let track_url = format!(
        "{}/t/{}",
        web.app().settings().public_url,
        receipt.lookup.as_str()
    );
    let code = receipt.lookup.grouped();
    RegisteredPage {
        chrome: desk_chrome(web, signed_in, "登记回执", urls::REGISTER),
        ticket_no: receipt.ticket_no.to_string(),
        spoken: code
            .split('-')
            .map(|group| {
                group
                    .chars()
                    .map(String::from)
                    .collect::<Vec<_>>()
                    .join("、")
            })
            .collect(),
        code,
        qr: qr::qr(&track_url, "查询码的二维码"),
        title: receipt.title.clone(),
        received_at: time::minute(receipt.received_at),
        due: receipt_due(web, receipt),
        suggestion_href: urls::suggestion(receipt.id),
        track_url,
    }
}
