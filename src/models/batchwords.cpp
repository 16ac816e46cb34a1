// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/batchwords.h"

#include "core/clock.h"
#include "models/words.h"

#include <QCoreApplication>
#include <QLocale>
#include <QRegularExpression>
#include <QStringList>

#include <array>

namespace models {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("models", text);
}

QString dateText(const QString &text)
{
    const QDateTime time = core::fromTimeText(text);
    return time.isValid() ? QLocale().toString(time.toLocalTime().date(), QLocale::ShortFormat) : text;
}

//! One "key:value" in words; empty when the key is not known.
QString tokenWords(const QString &key, const QString &value)
{
    if (key == QLatin1String("step:")) {
        const auto step = core::stepFromName(value);
        return step ? stepWord(*step) : value;
    }
    if (key == QLatin1String("type:")) {
        const auto type = core::failureTypeFromName(value);
        return type ? missingWord(*type).toLower() : value;
    }
    if (key == QLatin1String("cause:")) {
        const auto cause = core::causeFromName(value);
        return cause ? causeWords(*cause) : value;
    }
    if (key == QLatin1String("fingerprint:"))
        return tr("failures like %1").arg(value);
    if (key == QLatin1String("host:"))
        return value;
    if (key == QLatin1String("source:"))
        return tr("from %1").arg(value);
    if (key == QLatin1String("since:"))
        return tr("since %1").arg(dateText(value));
    if (key == QLatin1String("until:"))
        return tr("before %1").arg(dateText(value));
    if (key == QLatin1String("attempts>="))
        return tr("tried at least %1 times").arg(value);
    if (key == QLatin1String("missing>="))
        return tr("at least %1 missing").arg(value);
    return {};
}

} // namespace

QString filterWords(const QString &filter)
{
    static const QRegularExpression known(QStringLiteral("^([a-z]+(?::|>=))(.+)$"));
    QStringList parts;
    QStringList searched;
    for (const QString &token : filter.split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
        const QRegularExpressionMatch match = known.match(token);
        const QString words = match.hasMatch() ? tokenWords(match.captured(1), match.captured(2)) : QString();
        if (words.isEmpty())
            searched += token;
        else
            parts += words;
    }
    if (!searched.isEmpty())
        parts += tr("“%1”").arg(searched.join(QLatin1Char(' ')));
    return parts.join(QStringLiteral(" · "));
}

QString batchTitle(const db::BatchRow &batch)
{
    if (batch.kind == QLatin1String("import"))
        return tr("Import");
    if (batch.reason == QLatin1String("scraper_improved"))
        return tr("Pages read again: the reader was improved");
    const QString asked = filterWords(batch.filter);
    return asked.isEmpty() ? tr("Retry of selected vehicles") : tr("Retry: %1").arg(asked);
}

QString batchStateWords(const db::BatchRow &batch, const QDateTime &now)
{
    switch (batch.state) {
    case db::BatchState::Planned:
        return tr("planned, not started");
    case db::BatchState::Waiting:
        return batch.startsAt > now ? tr("waiting, starts %1").arg(relativeTime(batch.startsAt, now))
                                    : tr("waiting");
    case db::BatchState::Running:
        return batch.canarySize > 0 ? tr("running, canary of %1").arg(numberText(batch.canarySize))
                                    : tr("running");
    case db::BatchState::Paused:
        return batch.stateReason.isEmpty() ? tr("paused") : tr("paused: %1").arg(batch.stateReason);
    case db::BatchState::Done:
        return batch.failed() > 0 ? tr("done, with failures") : tr("done");
    case db::BatchState::Cancelled:
        return tr("cancelled");
    }
    return {};
}

State batchState(const db::BatchRow &batch)
{
    switch (batch.state) {
    case db::BatchState::Planned:
        return State::Missing;
    case db::BatchState::Waiting:
    case db::BatchState::Paused:
        return State::Held;
    case db::BatchState::Running:
        return State::Running;
    case db::BatchState::Done:
        return batch.failed() > 0 ? State::Failed : State::Ok;
    case db::BatchState::Cancelled:
        return State::Ignored;
    }
    return State::None;
}

bool isActive(const db::BatchRow &batch)
{
    return !batch.hasEnded() && batch.state != db::BatchState::Planned;
}

QString itemStateWord(db::BatchItemRow::State state)
{
    using Item = db::BatchItemRow::State;
    switch (state) {
    case Item::Planned:
        return tr("not released");
    case Item::Queued:
        return tr("waiting");
    case Item::Retrying:
        return tr("failed, tried again");
    case Item::Succeeded:
        return tr("succeeded");
    case Item::Skipped:
        return tr("skipped");
    case Item::Failed:
        return tr("failed for good");
    case Item::Cancelled:
        return tr("taken back");
    }
    return {};
}

State itemState(db::BatchItemRow::State state)
{
    using Item = db::BatchItemRow::State;
    switch (state) {
    case Item::Planned:
    case Item::Queued:
        return State::Missing;
    case Item::Retrying:
    case Item::Failed:
        return State::Failed;
    case Item::Succeeded:
        return State::Ok;
    case Item::Skipped:
    case Item::Cancelled:
        return State::Ignored;
    }
    return State::None;
}

QString auditWords(const QString &action)
{
    const std::array<std::pair<const char *, const char *>, 15> words{
        {{"batch.plan", QT_TRANSLATE_NOOP("models", "Batch planned")},
         {"batch.start", QT_TRANSLATE_NOOP("models", "Batch started")},
         {"batch.pause", QT_TRANSLATE_NOOP("models", "Batch paused")},
         {"batch.resume", QT_TRANSLATE_NOOP("models", "Batch resumed")},
         {"batch.cancel", QT_TRANSLATE_NOOP("models", "Batch cancelled")},
         {"batch.finish", QT_TRANSLATE_NOOP("models", "Batch finished")},
         {"cause.ignore", QT_TRANSLATE_NOOP("models", "Cause ignored")},
         {"cause.final", QT_TRANSLATE_NOOP("models", "Cause marked final")},
         {"cause.unrule", QT_TRANSLATE_NOOP("models", "Decision on a cause taken back")},
         {"host.trip", QT_TRANSLATE_NOOP("models", "Host held")},
         {"host.reset", QT_TRANSLATE_NOOP("models", "Host released")},
         {"host.probe", QT_TRANSLATE_NOOP("models", "Host probed")},
         {"host.set", QT_TRANSLATE_NOOP("models", "Host limits changed")},
         {"policies.set", QT_TRANSLATE_NOOP("models", "Policies changed")},
         {"config.set", QT_TRANSLATE_NOOP("models", "Setting changed")}}};
    for (const auto &[name, text] : words) {
        if (action == QLatin1String(name))
            return tr(text);
    }
    return action;
}

QString auditResult(const db::AuditRow &row)
{
    static const QRegularExpression counts(
        QStringLiteral("^succeeded (\\d+), failed (\\d+), skipped (\\d+), cancelled (\\d+)$"));
    if (const QRegularExpressionMatch match = counts.match(row.result); match.hasMatch()) {
        const auto number = [&match](int group) { return match.captured(group).toLongLong(); };
        QStringList parts{tr("%1 succeeded").arg(numberText(number(1)))};
        if (number(2) > 0)
            parts += tr("%1 failed").arg(numberText(number(2)));
        if (number(3) > 0)
            parts += tr("%1 skipped").arg(numberText(number(3)));
        if (number(4) > 0)
            parts += tr("%1 taken back").arg(numberText(number(4)));
        return parts.join(QStringLiteral(", "));
    }
    static const QString until = QStringLiteral("until ");
    if (row.result.startsWith(until)) {
        const QDateTime time = core::fromTimeText(row.result.mid(until.size()));
        if (time.isValid())
            return tr("until %1").arg(QLocale().toString(time.toLocalTime(), QLocale::ShortFormat));
    }
    const QString result = row.result.section(QLatin1Char('\n'), 0, 0);
    static const QString arrow = QStringLiteral(" → "); // from one value of a setting to another
    if (result.startsWith(arrow))
        return tr("nothing") + result;
    return result.endsWith(arrow) ? QString(result + tr("nothing")) : result;
}

} // namespace models
