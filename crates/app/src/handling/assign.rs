//! 分办. The rules propose (分办规则), the clerk decides.

use huiyin_workflow::routing::{Routing, RoutingMatch};
use huiyin_workflow::{Action, Suggestion};

use super::form::{ActionForm, Choice, FieldKind, FieldSpec};
use super::units;
use crate::application::App;
use crate::error::AppError;
use crate::routing::propose;

pub(super) async fn fields(app: &App, suggestion: &Suggestion) -> Result<Vec<FieldSpec>, AppError> {
    let units = units::choices_for(app, suggestion);
    let (due, _) = app.policy().due(
        huiyin_core::ObligationKind::Reply,
        suggestion.into(),
        app.now(),
    );
    let routing = propose(app, suggestion).await?;
    let lead = lead_field(app, suggestion, &routing)
        .required()
        .hint(format!(
            "{}今天分办的，答复时限为{}（{}）",
            proposal(app, &routing),
            huiyin_core::time::chinese_date(due.on),
            due.limit
        ));
    Ok(vec![
        match routing.only_unit() {
            Some(unit) if !suggestion.overlays.accused.names_unit(unit) => {
                lead.value(unit.to_string())
            }
            Some(_) | None => lead,
        },
        FieldSpec::new("supports", "协办单位", FieldKind::CheckBoxes(units)),
        FieldSpec::new("note", "交办意见", FieldKind::TextArea { rows: 2 }),
    ])
}

/// The units, those between which the clerk has to choose first.
fn lead_field(app: &App, suggestion: &Suggestion, routing: &Routing) -> FieldSpec {
    let kind = match routing {
        Routing::Single(_) | Routing::Fallback { .. } => units::one(app, suggestion),
        Routing::Several(proposed) => {
            let group = format!("规则建议的 {} 个单位", proposed.len());
            let mut all = vec![Choice::new("", "请选择")];
            let (first, rest): (Vec<_>, Vec<_>) = units::choices_for(app, suggestion)
                .into_iter()
                .partition(|choice| proposed.iter().any(|p| p.unit.to_string() == choice.value));
            all.extend(
                first
                    .into_iter()
                    .map(|choice| choice.grouped(group.clone())),
            );
            all.extend(rest);
            FieldKind::Select(all)
        }
    };
    FieldSpec::new("lead", "主办单位", kind)
}

/// What the rules say and why, as sentences.
fn proposal(app: &App, routing: &Routing) -> String {
    let directory = app.directory();
    let because = |one: &RoutingMatch| {
        let unit = directory.unit_name(one.unit);
        format!("{unit}：{}", one.reasons.join("；"))
    };
    match routing {
        Routing::Single(one) => format!("分办规则建议{}。", because(one)),
        Routing::Several(all) => format!(
            "分办规则建议 {} 个单位，请选定一个主办。{}。",
            all.len(),
            all.iter().map(because).collect::<Vec<_>>().join("；")
        ),
        Routing::Fallback { unit, reason } => {
            format!("{reason}：{}。", directory.unit_name(*unit))
        }
    }
}

pub(super) fn parse(app: &App, form: &ActionForm) -> Result<Action, AppError> {
    Ok(Action::Assign {
        lead: units::chosen(app, form, "lead", "主办单位")?,
        supports: units::all_chosen(app, form, "supports")?,
        note: form.text("note")?,
    })
}
