//! 提交: the form and the receipt.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use huiyin_app::arrival::{Receipt, SubmissionForm, submit_form};
use huiyin_app::{AppError, campaign};
use huiyin_core::time;

use crate::fault::{Fault, html, private_html};
use crate::guard::ClientAddress;
use crate::limit::Limited;
use crate::pages::field::FormErrors;
use crate::pages::parts::{DueView, Explanation};
use crate::pages::public::error::ErrorKind;
use crate::pages::public::receipt::ReceiptPage;
use crate::pages::public::submit::{CampaignNote, SubmitPage, SubmitValues};
use crate::pages::{qr, urls};
use crate::posted::Posted;
use crate::present::{form_errors, mask, public_chrome, unit_groups};
use crate::state::Web;

pub(crate) async fn submit_page(State(web): State<Web>) -> Result<Response, Fault> {
    let once = web.app().form_token();
    html(&page(
        &web,
        &once,
        &SubmitValues::default(),
        &FormErrors::default(),
    ))
}

/// The form of a 征集活动, as printed on its poster.
pub(crate) async fn campaign_page(
    State(web): State<Web>,
    Path(code): Path<String>,
) -> Result<Response, Fault> {
    if web.app().directory().campaign_coded(&code).is_none() {
        return Err(not_found());
    }
    let once = web.app().form_token();
    let values = SubmitValues {
        campaign: code,
        ..SubmitValues::default()
    };
    html(&page(&web, &once, &values, &FormErrors::default()))
}

/// What the 征集活动 asks from whose address the form was opened.
fn campaign_note(web: &Web, code: &str) -> Option<CampaignNote> {
    let directory = web.app().directory();
    let campaign = &directory.campaign_coded(code)?.campaign;
    Some(CampaignNote {
        code: campaign.code.clone(),
        name: campaign.name.clone(),
        intro: campaign.intro.clone(),
        period: campaign::period(campaign),
        is_closed: !campaign.is_open(time::local_date(web.app().now())),
    })
}

fn page(web: &Web, once: &str, values: &SubmitValues, errors: &FormErrors) -> SubmitPage {
    let chrome = public_chrome(web, "submit.heading", urls::SUBMIT);
    let units = unit_groups(&web.app().directory(), &values.unit);
    let campaign = campaign_note(web, &values.campaign);
    SubmitPage::new(chrome, once, values, errors, units, campaign)
}

fn typed(posted: &Posted) -> SubmitValues {
    let field = |name: &str| posted.field(name).to_owned();
    SubmitValues {
        intent: field("intent"),
        campaign: field("campaign"),
        body: field("body"),
        title: field("title"),
        unit: field("unit"),
        identity: field("identity"),
        name: field("name"),
        phone: field("phone"),
        email: field("email"),
        employer: field("employer"),
        consent: field("consent"),
        publish: field("publish"),
        publish_named: field("publish_named"),
        file_names: posted.files.iter().map(|f| f.file_name.clone()).collect(),
    }
}

pub(crate) async fn submit(
    State(web): State<Web>,
    ClientAddress(address): ClientAddress,
    posted: Posted,
) -> Result<Response, Fault> {
    let values = typed(&posted);
    let once = posted.field("once").to_owned();
    if !web.limits().allows(Limited::Submit, address) {
        let mut errors = FormErrors::default();
        errors.add(
            "",
            "您所在的网络提交过于频繁，内容没有丢失，请过几分钟再点一次“提交”。",
        );
        return private_html(
            StatusCode::TOO_MANY_REQUESTS,
            &page(&web, &once, &values, &errors),
        );
    }
    let form = SubmissionForm {
        intent: values.intent.clone(),
        campaign: values.campaign.clone(),
        body: values.body.clone(),
        title: values.title.clone(),
        unit: values.unit.clone(),
        identity_level: values.identity.clone(),
        name: values.name.clone(),
        phone: values.phone.clone(),
        email: values.email.clone(),
        employer: values.employer.clone(),
        consent: values.consent.clone(),
        publish: values.publish.clone(),
        publish_named: values.publish_named.clone(),
    };
    let place = web.once(&once).await;
    let outcome = place
        .get_or_try_init(|| async {
            submit_form(web.app(), &form, posted.files)
                .await
                .map(Arc::new)
        })
        .await;
    let receipt = match outcome {
        Ok(receipt) => Arc::clone(receipt),
        Err(error) => return refused(&web, &once, &values, error),
    };
    receipt_page(&web, &receipt, &values)
}

/// The page again, with everything typed still there.
fn refused(
    web: &Web,
    once: &str,
    values: &SubmitValues,
    error: AppError,
) -> Result<Response, Fault> {
    let (status, errors) = match &error {
        AppError::Invalid(fields) => (
            StatusCode::UNPROCESSABLE_ENTITY,
            form_errors(fields, &[("identity_level", "identity")]),
        ),
        AppError::DiskFull | AppError::Busy(_) | AppError::Internal(_) | AppError::Search(_) => {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "submission failed"
            );
            let mut errors = FormErrors::default();
            errors.add("", format!("{error} 您填写的内容还在本页。"));
            let status = if matches!(error, AppError::DiskFull) {
                StatusCode::INSUFFICIENT_STORAGE
            } else {
                StatusCode::SERVICE_UNAVAILABLE
            };
            (status, errors)
        }
        AppError::Refused(_)
        | AppError::Stale
        | AppError::NotFound
        | AppError::Forbidden(_)
        | AppError::Unauthenticated(_)
        | AppError::TooMany(_) => return Err(error.into()),
    };
    private_html(status, &page(web, once, values, &errors))
}

/// The promise on a receipt: the day of the reply and how it comes about.
pub(crate) fn receipt_due(web: &Web, receipt: &Receipt) -> DueView {
    let steps = receipt
        .steps
        .iter()
        .map(|s| format!("{}：{}，{}", s.what, s.limit, s.until))
        .chain(receipt.explanation.lines().map(str::to_owned))
        .collect();
    let mut rule = format!(
        "{}前告知您是否受理；受理、分办、答复各有时限，都按法定工作日计算。",
        receipt.accept_by
    );
    if receipt.is_provisional {
        rule.push_str("其中有的日子放假安排尚未公布，日期为暂定。");
    }
    let policy = web.app().policy();
    DueView {
        what: "最迟答复".to_owned(),
        date: receipt.reply_by.clone(),
        urgency: huiyin_core::Urgency::OnTime,
        remaining: format!(
            "从今天起 {} 个工作日",
            huiyin_workflow::obligation::remaining_working_days(
                receipt.reply_due_at,
                web.app().now(),
                &policy.calendar
            )
        ),
        why: Some(Explanation { rule, steps }),
    }
}

fn receipt_page(web: &Web, receipt: &Receipt, values: &SubmitValues) -> Result<Response, Fault> {
    let chrome = public_chrome(web, "receipt.heading", urls::SUBMIT);
    let m = chrome.messages;
    let level = huiyin_core::IdentityLevel::from_code(&values.identity);
    let track_url = format!(
        "{}/t/{}",
        web.app().settings().public_url,
        receipt.lookup.as_str()
    );
    let is_anonymous = level == Some(huiyin_core::IdentityLevel::Anonymous);
    let attachments = match values.file_names.len() {
        0 => String::new(),
        n => format!("{n} 个"),
    };
    let page = ReceiptPage {
        ticket_no: receipt.ticket_no.to_string(),
        code: receipt.lookup.grouped(),
        qr: qr::qr(&track_url, m.t("receipt.qr")),
        track_url,
        title: receipt.title.clone(),
        received_at: time::minute(receipt.received_at),
        identity: level.map(|l| l.label().to_owned()).unwrap_or_default(),
        attachments,
        due: receipt_due(web, receipt),
        first_event: receipt.first_hash.to_hex(),
        mailed_to: if is_anonymous || values.email.trim().is_empty() {
            String::new()
        } else {
            mask(values.email.trim())
        },
        chrome,
    };
    private_html(StatusCode::OK, &page)
}

/// A kind of fault for callers that only know that the code was wrong.
pub(super) const fn not_found() -> Fault {
    Fault::new(ErrorKind::NotFound)
}
