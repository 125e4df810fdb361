//! Every page, rendered with made-up values: it escapes what comes from outside, it is well-formed,
//! its ids and labels belong together, and it keeps to the content security policy.

use std::collections::BTreeSet;

use crate::{assets, pages};

#[path = "../../examples/gallery/fixtures.rs"]
mod fixtures;

const EVIL: &str = "<script>alert('\"&')</script>";

/// The tags of a page in order, as (name, attributes, whether it closes).
fn tags(html: &str) -> Vec<(String, String, bool)> {
    let mut out = Vec::new();
    let mut rest = html;
    while let Some((_, after)) = rest.split_once('<') {
        let (tag, next) = after.split_once('>').expect("a tag is closed");
        rest = next;
        let closes = tag.starts_with('/');
        let body = tag.trim_start_matches('/').trim_end_matches('/');
        let (name, attributes) = body.split_once([' ', '\n']).unwrap_or((body, ""));
        let name = if tag.ends_with('/') {
            format!("{name}/")
        } else {
            name.to_owned()
        };
        out.push((name, attributes.to_owned(), closes));
    }
    out
}

fn attribute(attributes: &str, name: &str) -> Option<String> {
    let start = format!(" {name}=\"");
    let padded = format!(" {attributes}");
    let (_, after) = padded.split_once(&start)?;
    after.split_once('"').map(|(value, _)| value.to_owned())
}

#[test]
fn every_page_escapes_what_comes_from_outside() {
    let pages = fixtures::all(EVIL);
    assert!(pages.len() > 35, "only {} pages", pages.len());
    for (name, html) in pages {
        assert!(!html.contains("<script>"), "{name} lets markup through");
        assert!(
            !html.contains("\"&')"),
            "{name} lets a quote out of an attribute"
        );
        assert!(
            html.contains("&#60;script&#62;"),
            "{name} does not show the text at all"
        );
    }
}

#[test]
fn no_template_switches_escaping_off() {
    fn scan(folder: &std::path::Path) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                scan(&path);
            } else {
                let text = std::fs::read_to_string(&path).unwrap();
                let text = text.replace("| ", "|");
                assert!(
                    !text.contains("|safe"),
                    "{} bypasses escaping",
                    path.display()
                );
                assert!(
                    !text.contains("|escape"),
                    "{} chooses an escaper",
                    path.display()
                );
            }
        }
    }
    scan(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("templates"));
}

#[test]
fn every_page_is_well_formed_and_obeys_the_content_security_policy() {
    const VOID: [&str; 6] = ["meta", "link", "img", "input", "br", "!DOCTYPE"];
    for (page, html) in fixtures::all("") {
        let mut open: Vec<String> = Vec::new();
        for (name, attributes, closes) in tags(&html) {
            if closes {
                assert_eq!(
                    open.pop().as_ref(),
                    Some(&name),
                    "{page}: </{name}> closes another"
                );
            } else if !VOID.contains(&name.as_str()) && !name.ends_with('/') {
                open.push(name.clone());
            }
            for forbidden in ["style", "onclick", "onsubmit", "onload", "onchange"] {
                assert!(
                    attribute(&attributes, forbidden).is_none(),
                    "{page}: inline {forbidden}"
                );
            }
            assert_ne!(name, "style", "{page}: inline style");
            if !closes && matches!(name.as_str(), "script" | "img" | "link") {
                let url = attribute(&attributes, if name == "link" { "href" } else { "src" });
                let url = url.expect("has an address");
                assert!(
                    assets::get(&url).is_some(),
                    "{page}: {name} {url} is not an asset"
                );
            }
        }
        assert!(open.is_empty(), "{page}: {open:?} stay open");
    }
}

#[test]
fn ids_are_unique_and_everything_that_points_finds_its_target() {
    for (page, html) in fixtures::all("") {
        let tags = tags(&html);
        let mut ids = BTreeSet::new();
        for (_, attributes, _) in &tags {
            if let Some(id) = attribute(attributes, "id") {
                assert!(
                    ids.insert(id.clone()),
                    "{page}: two elements are called {id}"
                );
            }
        }
        let mut labelled = BTreeSet::new();
        for (name, attributes, closes) in &tags {
            let mut targets = Vec::new();
            if name == "label"
                && let Some(target) = attribute(attributes, "for")
            {
                labelled.insert(target.clone());
                targets.push(target);
            }
            if let Some(described) = attribute(attributes, "aria-describedby") {
                targets.extend(described.split(' ').map(str::to_owned));
            }
            if name == "a" && !closes {
                let href = attribute(attributes, "href").expect("a link leads somewhere");
                assert!(!href.is_empty(), "{page}: an empty link");
                targets.extend(href.strip_prefix('#').map(str::to_owned));
            }
            for target in targets {
                assert!(ids.contains(&target), "{page}: nothing is called {target}");
            }
        }
        for (name, attributes, _) in tags.iter().filter(|(_, _, closes)| !closes) {
            let kind = attribute(attributes, "type").unwrap_or_default();
            let wrapped = matches!(kind.as_str(), "radio" | "checkbox" | "hidden");
            if matches!(name.as_str(), "input" | "select" | "textarea") && !wrapped {
                let id = attribute(attributes, "id").expect("a field has an id");
                assert!(labelled.contains(&id), "{page}: {id} has no label");
            }
        }
    }
}

#[test]
fn every_form_of_the_desk_carries_its_token() {
    for (page, html) in fixtures::all("") {
        if !html.contains("<body class=\"desk\"") {
            continue;
        }
        for form in html.split("<form ").skip(1) {
            let form = form.split_once("</form>").expect("a form ends").0;
            if form.contains("method=\"post\"") {
                assert!(
                    form.contains("name=\"csrf\" value=\"csrf"),
                    "{page}: a form without token"
                );
            }
        }
    }
}

#[test]
fn what_was_typed_comes_back_with_what_was_wrong() {
    let pages = fixtures::all("");
    let (_, html) = pages
        .iter()
        .find(|(name, _)| name == "submit_errors")
        .unwrap();
    for value in [
        "value=\"食堂\"",
        "value=\"张建国\"",
        "value=\"1380013\"",
        "value=\"第二机床厂\"",
    ] {
        assert!(html.contains(value), "{value} is lost");
    }
    assert!(html.contains("value=\"suggest\" checked"));
    assert!(html.contains("value=\"named\" checked"));
    assert!(html.contains("<option value=\"41\" selected>"));
    assert!(html.contains("<a href=\"#f-body\">内容不能为空</a>"));
    assert!(html.contains("<a href=\"#f-consent-1\">"));
    assert!(html.contains("id=\"f-phone-error\""));
}

#[test]
fn a_list_with_nothing_chosen_does_not_choose_its_first_entry() {
    use pages::field::{Choice, FieldView};
    let choices = |selected| vec![Choice::new("7", "机械冶金工会").selected_if(selected)];
    let open = FieldView::select("lead_unit", "主办单位", choices(false))
        .required()
        .to_string();
    assert!(open.contains("<option value=\"\" selected>请选择</option>"));
    let optional = FieldView::select("unit", "涉及单位", choices(false)).to_string();
    assert!(optional.contains("<option value=\"\" selected>不选</option>"));
    let chosen = FieldView::select("lead_unit", "主办单位", choices(true)).to_string();
    assert!(!chosen.contains("请选择"));
}

#[test]
fn a_text_keeps_its_first_line_break() {
    use pages::field::FieldView;
    // a browser swallows one line break right after <textarea>
    let html = FieldView::textarea("body", "内容", "\n第二行", 3).to_string();
    assert!(html.contains(">\n\n第二行</textarea>"));
}

#[test]
fn a_pager_shows_the_neighbourhood_and_both_ends() {
    use pages::parts::Pager;
    let labels = |page, total| {
        let pager = Pager::new(page, 20, total, |n| format!("?page={n}"));
        pager
            .pages
            .iter()
            .map(|link| link.label.clone())
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(labels(1, 176), "1 2 3 9");
    assert_eq!(labels(5, 176), "1 3 4 5 6 7 9");
    assert_eq!(labels(9, 176), "1 7 8 9");
    assert_eq!(labels(99, 176), "1 7 8 9");
    assert_eq!(labels(1, 20), "");
    assert_eq!(labels(1, 0), "");
}
