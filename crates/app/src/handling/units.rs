//! Units as choices of a form.

use huiyin_core::UnitId;
use huiyin_workflow::Suggestion;

use super::form::{ActionForm, Choice, FieldKind};
use crate::application::App;
use crate::error::AppError;

/// Every unit in use, under the heading of its branch.
pub(super) fn choices(app: &App) -> Vec<Choice> {
    app.directory()
        .units
        .iter()
        .filter(|u| u.is_active)
        .map(|u| Choice::new(u.id.to_string(), u.name.clone()).grouped(branch_label(&u.branch)))
        .collect()
}

/// The units that may take part in an item: not the accused, nor what lies below them.
pub(super) fn choices_for(app: &App, suggestion: &Suggestion) -> Vec<Choice> {
    let (directory, accused) = (app.directory(), &suggestion.overlays.accused);
    let is_out = |choice: &Choice| {
        let unit = choice.value.parse::<UnitId>();
        unit.is_ok_and(|unit| {
            let counts_as = directory.counts_as(unit);
            counts_as.iter().any(|unit| accused.names_unit(*unit))
        })
    };
    let mut all = choices(app);
    all.retain(|choice| !is_out(choice));
    all
}

/// A list to choose one unit for an item from.
pub(super) fn one(app: &App, suggestion: &Suggestion) -> FieldKind {
    let mut all = vec![Choice::new("", "请选择")];
    all.extend(choices_for(app, suggestion));
    FieldKind::Select(all)
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

/// The unit that was chosen.
pub(super) fn chosen(
    app: &App,
    form: &ActionForm,
    name: &'static str,
    what: &str,
) -> Result<UnitId, AppError> {
    let unit = form.id::<UnitId>(name, what)?;
    if is_known(app, unit) {
        Ok(unit)
    } else {
        Err(AppError::invalid(name, "没有这个单位"))
    }
}

/// The unit that was chosen, if one was.
pub(super) fn maybe_chosen(
    app: &App,
    form: &ActionForm,
    name: &'static str,
    what: &str,
) -> Result<Option<UnitId>, AppError> {
    if form.raw(name).trim().is_empty() {
        return Ok(None);
    }
    chosen(app, form, name, what).map(Some)
}

/// The units that were ticked.
pub(super) fn all_chosen(
    app: &App,
    form: &ActionForm,
    name: &'static str,
) -> Result<Vec<UnitId>, AppError> {
    let mut units = Vec::new();
    for value in form.all(name) {
        let unit = value.trim().parse::<UnitId>().ok();
        let unit = unit.filter(|unit| is_known(app, *unit));
        units.push(unit.ok_or_else(|| AppError::invalid(name, "没有这个单位"))?);
    }
    Ok(units)
}

fn is_known(app: &App, unit: UnitId) -> bool {
    app.directory().unit(unit).is_some_and(|u| u.is_active)
}
