//! The box that says who the submitter is, as far as the viewer may know.

use huiyin_app::AppError;
use huiyin_app::desk::SuggestionView;
use huiyin_app::handling;
use huiyin_core::time;
use huiyin_core::{Identity, IdentityLevel};

use crate::fault::Fault;
use crate::pages::action::ActionForm;
use crate::pages::desk::suggestion::IdentityBox;
use crate::pages::field::{FieldView, FormErrors};
use crate::pages::parts::Fact;
use crate::pages::urls;
use crate::present::{account_name, mask};
use crate::state::Web;

/// What a request to see the identity came to.
pub(super) struct Shown {
    pub(super) identity: Option<Identity>,
    pub(super) errors: FormErrors,
}

pub(super) async fn identity_box(
    web: &Web,
    signed_in: &huiyin_app::accounts::SignedIn,
    view: &SuggestionView,
    shown: Option<Shown>,
) -> Result<IdentityBox, Fault> {
    let s = &view.suggestion;
    let mut found = IdentityBox {
        level: s.identity_level.label().to_owned(),
        note: match s.identity_level {
            IdentityLevel::Named => "承办单位可以查看，须写明理由，每次查看都有记录。",
            IdentityLevel::Confidential => "只有分办台可以查看，承办单位不能查看。",
            IdentityLevel::Anonymous => "没有保存任何身份信息，只能通过查询页面答复。",
        }
        .to_owned(),
        ..IdentityBox::default()
    };
    if s.identity_level == IdentityLevel::Anonymous {
        return Ok(found);
    }
    let (identity, errors) = match shown {
        Some(shown) => (shown.identity, shown.errors),
        None => (None, FormErrors::default()),
    };
    if let Some(identity) = identity {
        found.facts = identity_facts(&identity, str::to_owned);
        found.is_revealed = true;
        found.watermark = format!(
            "{} {} 查看",
            signed_in.actor.name,
            time::minute(web.app().now())
        );
    } else if handling::may_reveal(&signed_in.actor, s.identity_level) {
        let read = web.app().store().read();
        if let Some(identity) = read.identity(s.id).await.map_err(AppError::from)? {
            found.facts = identity_facts(&identity, mask);
            let url = urls::suggestion_action(s.id, "reveal");
            let form = ActionForm::folded("reveal", "查看身份", &url, &signed_in.csrf)
                .field(
                    FieldView::text("reason", "查看的理由", "")
                        .hint("例如：电话核实情况。理由和查看人会记录在案。")
                        .required()
                        .max_length(200),
                )
                .errors(&errors);
            found.reveal = Some(form);
        } else {
            found.note.push_str("没有留下联系方式。");
        }
    }
    let views = web
        .app()
        .store()
        .read()
        .identity_views(s.id)
        .await
        .map_err(AppError::from)?;
    found.seen = views
        .iter()
        .map(|v| {
            let name = account_name(&view.account_names, v.account);
            format!("{} {name}：{}", time::minute(v.viewed_at), v.reason)
        })
        .collect();
    Ok(found)
}

fn identity_facts(identity: &Identity, show: impl Fn(&str) -> String) -> Vec<Fact> {
    [
        ("姓名", &identity.name),
        ("电话", &identity.phone),
        ("邮箱", &identity.email),
        ("工作单位", &identity.employer),
    ]
    .into_iter()
    .filter_map(|(label, value)| value.as_ref().map(|v| Fact::new(label, show(v.expose()))))
    .collect()
}
