//! 并案 and 拆分 on the page of a suggestion: what it is handled with or was cut from, and what it
//! could be merged into.

use huiyin_app::desk::SuggestionView;
use huiyin_app::handling::{FieldKind, FormSpec};
use huiyin_core::SuggestionId;
use huiyin_workflow::ActionKind;

use crate::pages::chrome::Tone;
use crate::pages::desk::suggestion::RelativeView;
use crate::pages::parts::Badge;
use crate::pages::urls;

/// Name of the field that says what to merge into.
const PARENT: &str = "parent";

/// The parent, or the children, as far as the viewer may see them.
pub(super) fn family(view: &SuggestionView) -> Vec<RelativeView> {
    let on = &view.suggestion.overlays;
    let parent = on.merged_into.map(|m| (m.parent, "主件", None));
    let children = on.children.iter().map(|child| {
        let mark = if child.is_answered {
            Badge::new("已单独答复", Tone::Good)
        } else {
            Badge::new("待单独答复", Tone::Warn)
        };
        (child.id, "并入的事项", Some(mark))
    });
    seen(view, parent.into_iter().chain(children))
}

/// The original, or the parts of a letter, as far as the viewer may see them.
pub(super) fn letter(view: &SuggestionView) -> Vec<RelativeView> {
    let on = &view.suggestion.overlays;
    let original = on
        .split_from
        .iter()
        .map(|from| (from.original, "原件", None));
    let parts = on.split_off.iter();
    let parts = parts.map(|part| (part.part, "拆分出的一件", None));
    seen(view, original.chain(parts))
}

fn seen(
    view: &SuggestionView,
    relatives: impl Iterator<Item = (SuggestionId, &'static str, Option<Badge>)>,
) -> Vec<RelativeView> {
    relatives
        .filter_map(|(id, role, mark)| {
            let relative = view.relatives.iter().find(|r| r.id == id)?;
            Some(RelativeView {
                role: role.to_owned(),
                text: format!("{} {}", relative.ticket_no, relative.title),
                href: urls::suggestion(id),
                mark: mark.unwrap_or_else(|| Badge::status(relative.status)),
                merge_href: String::new(),
            })
        })
        .collect()
}

/// 相似件, with a button for those that the item may be merged into, or proposed for.
pub(super) fn similar(view: &SuggestionView) -> Vec<RelativeView> {
    let mut shown = mergeable(view);
    for one in &view.alike {
        let href = urls::suggestion(one.id);
        if shown.iter().all(|known| known.href != href) {
            shown.push(RelativeView {
                role: String::new(),
                text: format!("{} {}", one.ticket_no, one.title),
                href,
                mark: Badge::status(one.status),
                merge_href: String::new(),
            });
        }
    }
    shown
}

fn mergeable(view: &SuggestionView) -> Vec<RelativeView> {
    let Some((form, choices)) = view.forms.iter().find_map(|form| {
        let parent = form.fields.iter().find(|field| field.name == PARENT)?;
        match &parent.kind {
            FieldKind::Radio(choices) => Some((form, choices)),
            FieldKind::Text
            | FieldKind::TextArea { .. }
            | FieldKind::Select(_)
            | FieldKind::CheckBoxes(_)
            | FieldKind::Date => None,
        }
    }) else {
        return Vec::new();
    };
    let here = urls::suggestion(view.suggestion.id);
    choices
        .iter()
        .filter_map(|choice| {
            let id: SuggestionId = choice.value.parse().ok()?;
            Some(RelativeView {
                role: String::new(),
                text: choice.label.clone(),
                href: urls::suggestion(id),
                mark: Badge::new(form.action.label(), Tone::Info),
                merge_href: format!("{here}?merge={id}#action-{}", form.action.code()),
            })
        })
        .collect()
}

/// Chooses what the button 并案到此件 was pressed for; gives the form that is to stand open.
pub(super) fn choose(forms: &mut [FormSpec], merge: Option<SuggestionId>) -> Option<ActionKind> {
    let value = merge?.to_string();
    let form = forms
        .iter_mut()
        .find(|form| matches!(form.action, ActionKind::Merge | ActionKind::ProposeMerge))?;
    let field = form.fields.iter_mut().find(|field| field.name == PARENT)?;
    field.values = vec![value];
    Some(form.action)
}
