// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/cause.h"
#include "core/failuretype.h"
#include "core/step.h"
#include "db/rows.h"

#include <QString>

//! The words the window uses for names of the engine; translated.
namespace models {

QString stepWord(core::Step step); //!< "page", "data", "image URLs", "VIN", "images"
QString stepStatusWord(core::StepStatus status);
QString failureWord(core::FailureType type); //!< what is missing: "VIN", "price", …
QStringList failureWords(core::FailureTypes types);
QString missingWord(core::FailureType type); //!< as a filter: "No VIN", …

//! A few words; with the HTTP status when it is known: "HTTP 404 – not found".
QString causeWords(core::Cause cause, int httpStatus = 0);
//! One sentence on what becomes of such a failure, for tooltips.
QString causeAdvice(core::Cause cause);

//! How failures are retried, as a few words: "later each time", "never", …
QString retryWords(core::CausePolicy::Retry retry);
//! What an operator decided about a cause: "ignored until 14:05", "ignored", "final".
QString ruleWords(const db::CauseRule &rule, const QDateTime &now);

QString imageStateWord(db::ImageItem::State state);
QString queueStatusWord(const QString &status);

//! Why queued work waits, for the names the engine gives: "host held until 14:05", "batch paused".
//! @param until when it may go on; without one, or when that has passed, the words say no time.
QString heldWords(const QString &reason, const QDateTime &until, const QDateTime &now);
//! One sentence on what it waits for, for tooltips.
QString heldAdvice(const QString &reason);
//! When queued work is tried next: "in 4 min", "due"; "held" or "on hold" while no time is known.
QString nextTryWords(const QString &heldReason, const QDateTime &nextRetryAt, const QDateTime &now);

//! A vehicle's name, or the end of its address while it has none.
QString vehicleName(const QString &name, const QString &url);
//! "1990 Porsche 911 Carrera"; what is unknown is left out. The end of the address when nothing is known.
QString vehicleName(const db::FailureRow &row);

//! "now", "in 4 min", "3 h ago", a date when it is further away than a week; empty for an invalid time.
QString relativeTime(const QDateTime &time, const QDateTime &now);
//! "14:05"; with the date when that is not today. In the local zone.
QString clockTime(const QDateTime &time, const QDateTime &now);
//! The exact time in the local zone, for tooltips.
QString exactTime(const QDateTime &time);
QString durationText(qint64 milliseconds); //!< "120 ms", "4.2 s", "3 min", "2 h 5 min"
QString sizeText(qint64 bytes);
QString numberText(qint64 number); //!< with the locale's group separators
//! Text from outside as a tooltip that shows it letter by letter: Qt would take "<b>" for markup.
QString plainToolTip(const QString &text);

} // namespace models
