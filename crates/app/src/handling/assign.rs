//! 分办.

use huiyin_core::UnitId;
use huiyin_workflow::{Action, Suggestion};

use super::form::{ActionForm, Choice, FieldKind, FieldSpec};
use crate::application::App;
use crate::error::AppError;

pub(super) fn fields(app: &App, suggestion: &Suggestion) -> Vec<FieldSpec> {
    let directory = app.directory();
    let units: Vec<Choice> = directory
        .units
        .iter()
        .filter(|u| u.is_active)
        .map(|u| Choice::new(u.id.to_string(), u.name.clone()).grouped(branch_label(&u.branch)))
        .collect();
    let mut leads = vec![Choice::new("", "请选择")];
    leads.extend(units.iter().cloned());
    let (due, _) = app.policy().due(
        huiyin_core::ObligationKind::Reply,
        suggestion.into(),
        app.now(),
    );
    vec![
        FieldSpec::new("lead", "主办单位", FieldKind::Select(leads))
            .required()
            .hint(format!(
                "今天分办的，答复时限为{}（{}）",
                huiyin_core::time::chinese_date(due.on),
                due.limit
            )),
        FieldSpec::new("supports", "协办单位", FieldKind::CheckBoxes(units)),
        FieldSpec::new("note", "交办意见", FieldKind::TextArea { rows: 2 }),
    ]
}

fn branch_label(branch: &str) -> &'static str {
    match branch {
        "office" => "分办台",
        "department" => "机关部门",
        "territory" => "区市县工会",
        "industry" => "产业工会",
        "grassroots" => "基层工会",
        _ => "其他单位",
    }
}

pub(super) fn parse(app: &App, form: &ActionForm) -> Result<Action, AppError> {
    let directory = app.directory();
    let known = |id: &UnitId| directory.unit(*id).is_some_and(|u| u.is_active);
    let lead = form.id::<UnitId>("lead", "主办单位")?;
    if !known(&lead) {
        return Err(AppError::invalid("lead", "没有这个单位"));
    }
    let mut supports = Vec::new();
    for value in form.all("supports") {
        let unit = value.trim().parse::<UnitId>().ok().filter(known);
        supports.push(unit.ok_or_else(|| AppError::invalid("supports", "没有这个单位"))?);
    }
    Ok(Action::Assign {
        lead,
        supports,
        note: form.text("note")?,
    })
}
