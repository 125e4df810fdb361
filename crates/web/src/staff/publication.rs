//! 公开审核: the queue, and the original beside the wording.

use axum::extract::{Path, State};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use huiyin_app::{desk, handling, publication as publications};
use huiyin_core::{SuggestionId, time};
use huiyin_workflow::ActionKind;

use crate::fault::{Fault, private_html};
use crate::guard::Staff;
use crate::pages::desk::publication::{PublicationPage, PublicationQueuePage, PublishableRow};
use crate::pages::parts::LinkView;
use crate::pages::urls;
use crate::present::{self, desk_chrome};
use crate::staff::action_view::action_form;
use crate::state::Web;

pub(crate) async fn publication_queue(
    State(web): State<Web>,
    Staff(signed_in): Staff,
) -> Result<Response, Fault> {
    let rows = publications::queue(web.app(), &signed_in.actor)
        .await?
        .into_iter()
        .map(|item| PublishableRow {
            href: urls::publication(item.suggestion),
            ticket_no: item.ticket_no,
            title: item.title,
            byline: item.byline.label().to_owned(),
            consented_at: time::minute(item.consented_at),
            note: if item.was_taken_down {
                "曾公开，已撤下".to_owned()
            } else {
                String::new()
            },
        })
        .collect();
    let page = PublicationQueuePage {
        chrome: desk_chrome(&web, &signed_in, "公开审核", urls::PUBLICATION),
        rows,
    };
    private_html(StatusCode::OK, &page)
}

/// The form stands here beside the original; it is posted like that of any other action.
pub(crate) async fn publication(
    State(web): State<Web>,
    Staff(signed_in): Staff,
    Path(id): Path<SuggestionId>,
    uri: Uri,
) -> Result<Response, Fault> {
    let view = desk::view(web.app(), &signed_in.actor, id).await?;
    let s = &view.suggestion;
    if !view.forms.iter().any(|f| f.action == ActionKind::Publish) {
        // published meanwhile, or never to be: its page says what is the case
        return Ok(Redirect::to(&urls::suggestion(id)).into_response());
    }
    let hides_units = uri.query() == Some("units=hide");
    let Some(spec) = handling::publish_form(web.app(), s, hides_units).await? else {
        return Ok(Redirect::to(&urls::suggestion(id)).into_response());
    };
    let chrome = desk_chrome(&web, &signed_in, &view.text.title, urls::PUBLICATION);
    let units = if hides_units {
        LinkView::new("不隐去单位名称", urls::publication(id))
    } else {
        LinkView::new(
            "同时隐去单位名称",
            format!("{}?units=hide", urls::publication(id)),
        )
    };
    let directory = web.app().directory();
    let page = PublicationPage {
        ticket_no: s.ticket_no.to_string(),
        title: view.text.title.clone(),
        body: view.text.body.clone(),
        replies: s
            .issued_replies()
            .map(|reply| present::reply(s, reply, &directory))
            .collect(),
        units,
        form: action_form(&spec, id, s.revision, &chrome.csrf, true, None),
        item_href: urls::suggestion(id),
        chrome,
    };
    private_html(StatusCode::OK, &page)
}
