//! `huiyin import`.

use std::path::Path;

use huiyin_app::arrival::{ImportReport, ImportSettings, ImportState, import};
use huiyin_app::worker;
use huiyin_core::Channel;
use huiyin_intake::import::{ColumnMap, ImportFormat};
use indicatif::{ProgressBar, ProgressStyle};

use super::print;
use crate::cli::Import;
use crate::failure::Failure;
use crate::wiring;

/// Rejected rows shown on the screen; a file takes all.
const SHOWN: usize = 20;

pub(super) async fn run(data: &Path, config: Option<&Path>, args: Import) -> Result<(), Failure> {
    let format = match args.format.as_str() {
        "jsonl" => ImportFormat::Jsonl,
        "csv" => ImportFormat::Csv,
        _ => ImportFormat::Xlsx,
    };
    let state = if args.state == "closed" {
        ImportState::Closed
    } else {
        ImportState::New
    };
    let map = ColumnMap::parse(&args.map).map_err(|e| Failure::usage(e.to_string()))?;
    let channel = Channel::from_code(&args.channel)
        .ok_or_else(|| Failure::usage(format!("没有渠道“{}”", args.channel)))?;
    let settings = ImportSettings {
        format,
        map,
        state,
        channel,
    };
    let app = wiring::open(data, config).await?.app;
    let bar = ProgressBar::new(0);
    if let Ok(style) = ProgressStyle::with_template("导入 {bar:30} {percent}%  用时 {elapsed}")
    {
        bar.set_style(style);
    }
    let report = import(&app, &args.file, &settings, |read, total| {
        bar.set_length(total);
        bar.set_position(read);
    })
    .await?;
    bar.finish_and_clear();
    worker::sequence(&app).await?;
    if let Some(path) = &args.rejects {
        write_rejects(path, &report)?;
    }
    if args.json {
        print_json(&report)
    } else {
        print_report(&report, args.rejects.is_some())
    }
}

fn print_json(report: &ImportReport) -> Result<(), Failure> {
    let rejected: Vec<_> = report
        .rejected
        .iter()
        .map(|r| {
            serde_json::json!({
                "line": r.line,
                "external_no": r.external_no,
                "reason": r.reason.to_string(),
            })
        })
        .collect();
    let value = serde_json::json!({
        "imported": report.imported,
        "skipped": report.skipped,
        "rejected": rejected,
        "notes": report.notes,
    });
    print(&value.to_string())
}

fn print_report(report: &ImportReport, is_written: bool) -> Result<(), Failure> {
    for note in &report.notes {
        print(&format!("说明：{note}"))?;
    }
    print(&format!(
        "导入 {} 件，跳过 {} 件（编号已经有了），拒绝 {} 行",
        report.imported,
        report.skipped,
        report.rejected.len()
    ))?;
    for row in report.rejected.iter().take(SHOWN) {
        let no = row
            .external_no
            .as_deref()
            .map(|no| format!("（{no}）"))
            .unwrap_or_default();
        print(&format!("  第 {} 行{no}：{}", row.line, row.reason))?;
    }
    if report.rejected.len() > SHOWN && !is_written {
        print("  其余略；用 --rejects 文件 保存全部")?;
    }
    Ok(())
}

fn write_rejects(path: &Path, report: &ImportReport) -> Result<(), Failure> {
    // Excel in China opens UTF-8 only with a byte order mark
    let mut text = String::from("\u{feff}行号,外部编号,原因\r\n");
    for row in &report.rejected {
        let quote = |value: &str| {
            // a cell that starts like a formula must stay text
            let safe = if value.starts_with(['=', '+', '-', '@']) {
                "'"
            } else {
                ""
            };
            format!("\"{safe}{}\"", value.replace('"', "\"\""))
        };
        text.push_str(&format!(
            "{},{},{}\r\n",
            row.line,
            quote(row.external_no.as_deref().unwrap_or_default()),
            quote(&row.reason.to_string())
        ));
    }
    std::fs::write(path, text)
        .map_err(|e| Failure::caused(format!("无法写入 {}", path.display()), e))
}
