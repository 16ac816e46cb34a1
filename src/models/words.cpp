// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/words.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>

namespace models {

namespace {

QString tr(const char *text, int n = -1)
{
    return QCoreApplication::translate("models", text, nullptr, n);
}

QString span(qint64 seconds)
{
    if (seconds < 60)
        return tr("%1 s").arg(seconds);
    if (seconds < 3600)
        return tr("%1 min").arg(seconds / 60);
    if (seconds < 48 * 3600)
        return tr("%1 h").arg(seconds / 3600);
    return tr("%1 d").arg(seconds / 86400);
}

} // namespace

QString stepWord(core::Step step)
{
    switch (step) {
    case core::Step::FetchListing:
        return tr("page");
    case core::Step::ExtractData:
        return tr("data");
    case core::Step::ExtractImages:
        return tr("image URLs");
    case core::Step::ExtractVin:
        return tr("VIN");
    case core::Step::BackfillImages:
        return tr("images");
    }
    return {};
}

QString stepStatusWord(core::StepStatus status)
{
    switch (status) {
    case core::StepStatus::Pending:
        return tr("waiting");
    case core::StepStatus::Running:
        return tr("running");
    case core::StepStatus::Success:
        return tr("done");
    case core::StepStatus::Failed:
        return tr("failed");
    case core::StepStatus::Skipped:
        return tr("skipped");
    }
    return {};
}

QString failureWord(core::FailureType type)
{
    switch (type) {
    case core::FailureType::MissingVin:
        return tr("VIN");
    case core::FailureType::MissingPrice:
        return tr("price");
    case core::FailureType::MissingImageUrls:
        return tr("image URLs");
    case core::FailureType::MissingImages:
        return tr("images");
    case core::FailureType::PartialImages:
        return tr("partial images");
    }
    return {};
}

QStringList failureWords(core::FailureTypes types)
{
    QStringList words;
    for (const core::FailureType type : core::kAllFailureTypes) {
        if (types.testFlag(type))
            words += failureWord(type);
    }
    return words;
}

QString missingWord(core::FailureType type)
{
    switch (type) {
    case core::FailureType::MissingVin:
        return tr("No VIN");
    case core::FailureType::MissingPrice:
        return tr("No price");
    case core::FailureType::MissingImageUrls:
        return tr("No image URLs");
    case core::FailureType::MissingImages:
        return tr("No images");
    case core::FailureType::PartialImages:
        return tr("Partial images");
    }
    return {};
}

namespace {

QString plainCauseWords(core::Cause cause)
{
    switch (cause) {
    case core::Cause::Timeout:
        return tr("timed out");
    case core::Cause::Connection:
        return tr("connection lost");
    case core::Cause::Dns:
        return tr("host name not found");
    case core::Cause::Tls:
        return tr("TLS failed");
    case core::Cause::Truncated:
        return tr("cut off");
    case core::Cause::RateLimited:
        return tr("too many requests");
    case core::Cause::Blocked:
        return tr("access refused");
    case core::Cause::NotFound:
        return tr("not found");
    case core::Cause::ServerError:
        return tr("server error");
    case core::Cause::HttpError:
        return tr("HTTP error");
    case core::Cause::NotAnImage:
        return tr("not an image");
    case core::Cause::Undecodable:
        return tr("damaged image");
    case core::Cause::Empty:
        return tr("empty answer");
    case core::Cause::TooLarge:
        return tr("file too large");
    case core::Cause::TooManyPixels:
        return tr("too many pixels");
    case core::Cause::RedirectLoop:
        return tr("redirect loop");
    case core::Cause::ForbiddenAddress:
        return tr("address not allowed");
    case core::Cause::NotAListing:
        return tr("not a listing");
    case core::Cause::NotAVehicle:
        return tr("not a vehicle");
    case core::Cause::ParseFailed:
        return tr("page not understood");
    case core::Cause::Conflict:
        return tr("conflict with another vehicle");
    case core::Cause::Storage:
        return tr("storage refused");
    case core::Cause::Database:
        return tr("database refused");
    case core::Cause::Cancelled:
        return tr("cancelled");
    case core::Cause::WorkerDied:
        return tr("worker died of it");
    case core::Cause::Count:
        break;
    }
    return {};
}

} // namespace

QString causeWords(core::Cause cause, int httpStatus)
{
    const QString words = plainCauseWords(cause);
    return httpStatus >= 300 ? tr("HTTP %1 – %2").arg(httpStatus).arg(words) : words;
}

QString causeAdvice(core::Cause cause)
{
    using Retry = core::CausePolicy::Retry;
    if (cause == core::Cause::Count)
        return {};
    switch (core::policyFor(cause).retry) {
    case Retry::Backoff:
        return tr("May pass: tried again by itself, later each time.");
    case Retry::LongBackoff:
        return tr("Tried again by itself a few times, after long pauses.");
    case Retry::Once:
        return tr("Tried once more later, then final.");
    case Retry::WhenTold:
        return tr("The host asked for a pause: the work waits and uses no attempt.");
    case Retry::NewExtractor:
        return tr("Tried again when the reader of this site has been changed.");
    case Retry::Never:
        return tr("Final: not tried again unless you include final causes.");
    case Retry::StopWorker:
        return tr("The environment is broken: work stops until it is repaired; nothing is lost.");
    }
    return {};
}

QString retryWords(core::CausePolicy::Retry retry)
{
    using Retry = core::CausePolicy::Retry;
    switch (retry) {
    case Retry::Backoff:
        return tr("later each time");
    case Retry::LongBackoff:
        return tr("after long pauses");
    case Retry::Once:
        return tr("once more");
    case Retry::WhenTold:
        return tr("when the host says");
    case Retry::NewExtractor:
        return tr("with a new reader");
    case Retry::Never:
        return tr("never: final");
    case Retry::StopWorker:
        return tr("stops the work");
    }
    return {};
}

QString ruleWords(const db::CauseRule &rule, const QDateTime &now)
{
    if (rule.action == db::CauseRule::Action::Final)
        return tr("final");
    return rule.until.isValid() ? tr("ignored until %1").arg(clockTime(rule.until, now)) : tr("ignored");
}

QString imageStateWord(db::ImageItem::State state)
{
    switch (state) {
    case db::ImageItem::State::Missing:
        return tr("missing");
    case db::ImageItem::State::Stored:
        return tr("stored");
    case db::ImageItem::State::Alias:
        return tr("same as another");
    case db::ImageItem::State::Failed:
        return tr("failed, will be tried again");
    case db::ImageItem::State::Final:
        return tr("failed for good");
    }
    return {};
}

QString queueStatusWord(const QString &status)
{
    if (status == QLatin1String("pending"))
        return tr("waiting");
    if (status == QLatin1String("running"))
        return tr("running");
    if (status == QLatin1String("dead"))
        return tr("given up");
    if (status == QLatin1String("completed"))
        return tr("done");
    if (status == QLatin1String("cancelled"))
        return tr("cancelled");
    return status;
}

namespace {

//! Waits for somebody, not for a time.
bool isParked(const QString &reason)
{
    return reason == QLatin1String("batch_paused") || reason == QLatin1String("cause_ignored") ||
           reason == QLatin1String("sweep_off");
}

} // namespace

QString heldWords(const QString &reason, const QDateTime &until, const QDateTime &now)
{
    const bool isTimed = until.isValid() && until > now;
    if (reason == QLatin1String("rate_limited"))
        return isTimed ? tr("host asks to wait until %1").arg(clockTime(until, now))
                       : tr("host asks to wait");
    if (reason == QLatin1String("breaker_open"))
        return isTimed ? tr("host held until %1").arg(clockTime(until, now)) : tr("host held");
    if (reason == QLatin1String("store_unavailable"))
        return isTimed ? tr("image store away until %1").arg(clockTime(until, now)) : tr("image store away");
    if (reason == QLatin1String("batch_paused"))
        return tr("batch paused");
    if (reason == QLatin1String("cause_ignored"))
        return tr("cause ignored");
    if (reason == QLatin1String("sweep_off"))
        return tr("automatic retries are off");
    const std::optional<core::Cause> cause = core::causeFromName(reason);
    return cause ? tr("held: %1").arg(causeWords(*cause)) : reason;
}

QString heldAdvice(const QString &reason)
{
    if (reason == QLatin1String("breaker_open"))
        return tr("Too much failed at its host, or somebody holds it: the page Hosts says why. It waits and "
                  "uses no attempt.");
    if (reason == QLatin1String("store_unavailable"))
        return tr("The place where images are kept did not answer. It waits and uses no attempt.");
    if (reason == QLatin1String("batch_paused"))
        return tr("It goes on when its batch is resumed.");
    if (reason == QLatin1String("cause_ignored"))
        return tr("Somebody ignores failures like its last one: the page Causes says until when.");
    if (reason == QLatin1String("sweep_off"))
        return tr("It goes on when automatic retries are switched on, on the page Queue.");
    return tr("Its host asked for a pause. It waits and uses no attempt.");
}

QString nextTryWords(const QString &heldReason, const QDateTime &nextRetryAt, const QDateTime &now)
{
    if (isParked(heldReason))
        return tr("on hold");
    if (!nextRetryAt.isValid())
        return QStringLiteral("–");
    if (nextRetryAt > now)
        return relativeTime(nextRetryAt, now);
    return heldReason.isEmpty() ? tr("due") : tr("held");
}

QString vehicleName(const QString &name, const QString &url)
{
    if (!name.isEmpty())
        return name;
    const QString slug = url.section(QLatin1Char('/'), -1, -1, QString::SectionSkipEmpty);
    return slug.isEmpty() ? tr("Unnamed vehicle") : slug;
}

QString vehicleName(const db::FailureRow &row)
{
    QStringList parts;
    if (row.year)
        parts += QString::number(*row.year);
    if (!row.make.isEmpty())
        parts += row.make;
    if (!row.model.isEmpty())
        parts += row.model;
    return vehicleName(parts.join(QLatin1Char(' ')), row.discoveryUrl);
}

QString relativeTime(const QDateTime &time, const QDateTime &now)
{
    if (!time.isValid())
        return {};
    const qint64 seconds = now.secsTo(time);
    const qint64 distance = qAbs(seconds);
    if (distance < 2)
        return tr("now");
    if (distance > 7 * 86400)
        return QLocale().toString(time.toLocalTime().date(), QLocale::ShortFormat);
    return seconds > 0 ? tr("in %1").arg(span(distance)) : tr("%1 ago").arg(span(distance));
}

QString clockTime(const QDateTime &time, const QDateTime &now)
{
    const QDateTime local = time.toLocalTime();
    return local.date() == now.toLocalTime().date() ? QLocale().toString(local.time(), QLocale::ShortFormat)
                                                    : QLocale().toString(local, QLocale::ShortFormat);
}

QString exactTime(const QDateTime &time)
{
    return time.isValid() ? QLocale().toString(time.toLocalTime(), QLocale::LongFormat) : QString();
}

QString durationText(qint64 milliseconds)
{
    if (milliseconds < 1000)
        return tr("%1 ms").arg(milliseconds);
    if (milliseconds < 60000)
        return tr("%1 s").arg(QLocale().toString(static_cast<double>(milliseconds) / 1000, 'f', 1));
    const qint64 minutes = (milliseconds + 30000) / 60000;
    if (minutes < 60)
        return tr("%1 min").arg(minutes);
    return tr("%1 h %2 min").arg(minutes / 60).arg(minutes % 60);
}

QString sizeText(qint64 bytes)
{
    return QLocale().formattedDataSize(bytes, 1, QLocale::DataSizeTraditionalFormat);
}

QString numberText(qint64 number)
{
    return QLocale().toString(number);
}

QString plainToolTip(const QString &text)
{
    if (text.isEmpty())
        return {};
    return QStringLiteral("<p style=\"white-space:pre-wrap\">%1</p>").arg(text.toHtmlEscaped());
}

} // namespace models
