// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "db/rows.h"
#include "models/roles.h"

#include <QString>

//! The words for batches, their members and what the audit says of them; translated.
namespace models {

//! A filter's text in words: "images · bringatrailer.com · timed out · at least 5 missing"; what is no known
//! token stays as it is. Empty for an empty filter.
QString filterWords(const QString &filter);

//! What the batch is about: "Import", "Retry: images · bringatrailer.com", "Retry of selected vehicles".
QString batchTitle(const db::BatchRow &batch);
//! Its state now: "running", "waiting, starts in 8 s", "paused: reason".
QString batchStateWords(const db::BatchRow &batch, const QDateTime &now);
State batchState(const db::BatchRow &batch);
//! Whether it is under way or can go on: it waits, runs or is paused.
bool isActive(const db::BatchRow &batch);

QString itemStateWord(db::BatchItemRow::State state);
State itemState(db::BatchItemRow::State state);

//! "Batch started", "Host paused", …; the name itself when it is not known here.
QString auditWords(const QString &action);
//! What came of it: "3 succeeded, 1 failed", "until 14:05", the first line of anything else.
QString auditResult(const db::AuditRow &row);

} // namespace models
