// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/settings.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace core {

namespace {

constexpr SettingInfo text(const char *key, const char *value, const char *description)
{
    return {key, value, description, 1, 0};
}

constexpr SettingInfo whole(const char *key, const char *value, const char *description, double least,
                            double most)
{
    return {key, value, description, least, most, true};
}

QString tr(const char *sentence)
{
    return QCoreApplication::translate("core::Settings", sentence);
}

//! The number that a text is, when the setting allows it.
std::optional<double> numberFrom(const SettingInfo &info, const QString &text)
{
    bool ok = false;
    const double number = text.toDouble(&ok);
    const bool isInRange = number >= info.least && number <= info.most; // false for what is not a number
    if (!ok || !isInRange || (info.isWhole && number != std::floor(number)))
        return std::nullopt;
    return number;
}

QString refusal(const SettingInfo &info, const QString &value)
{
    const QString sentence = info.isWhole ? tr("%1 takes a whole number from %2 to %3, not \"%4\".")
                                          : tr("%1 takes a number from %2 to %3, not \"%4\".");
    return sentence.arg(QLatin1String(info.key), QString::number(info.least, 'g', 15),
                        QString::number(info.most, 'g', 15), value.left(60));
}

} // namespace

const std::vector<SettingInfo> &settingTable()
{
    static const std::vector<SettingInfo> table = {
        text("net.allow", "",
             "Networks, hosts or host:port that may be reached though forbidden by default, separated by "
             "commas."),
        text("net.proxy", "",
             "HTTP proxy as http://host:port; the proxy resolves names, so addresses are not pinned."),
        text("net.ca_file", "", "PEM file with further certificate authorities."),
        {"net.per_host", "4", "Requests in flight per host.", 1, 64},
        {"net.rate_per_host", "5", "Requests per second and host; 0 means no limit.", 0, 100000},
        {"net.connections", "32", "Requests in flight in all.", 1, 512},
        {"net.timeout_ms", "30000", "Milliseconds without progress until a request is given up.", 100,
         3600000},
        {"net.min_bytes_per_s", "1024",
         "Slower than this over net.timeout_ms is given up, too; 0 means no limit.", 0, 1e9},
        {"net.max_bytes", "52428800", "Bytes of one image or page.", 1024, 1e10},
        {"net.max_pixels", "200000000", "Pixels of one image.", 1, 1e10},
        text("net.user_agent", "", "How requests name themselves; empty means Retrydesk and its version."),
        {"queue.lease_ms", "60000",
         "Milliseconds until work of a worker that gave no sign of life is taken over.", 300, 86400000},
        {"queue.heartbeat_ms", "15000",
         "Milliseconds between signs of life; at most a third of queue.lease_ms.", 100, 28800000},
        whole("queue.poll_ms", "500",
              "Milliseconds between looks for work that fell due or that nobody announced.", 50, 3600000),
        whole("queue.max_rescues", "5",
              "A step of which so many workers in a row died is given up as worker_died.", 1, 1000000),
        {"queue.max_run_ms", "1800000", "Milliseconds one step may run.", 1000, 86400000},
        {"retry.max_attempts", "4", "Tries of one step in all, the first included.", 1, 100},
        {"retry.base_ms", "30000",
         "Milliseconds before the first retry; each further one waits twice as long.", 0, 86400000},
        {"retry.cap_ms", "3600000", "Longest wait between two tries in milliseconds.", 0, 604800000},
        {"breaker.failure_rate", "0.5",
         "Share of failed requests in the window that opens a host's breaker: its work is held.", 0.05, 1},
        whole("breaker.min_requests", "20", "Requests in the window before a breaker may open.", 1, 100000),
        whole("breaker.open_ms", "60000",
              "Milliseconds until one request tries a host whose breaker is open; doubled after each that "
              "fails, "
              "up to half an hour.",
              100, 86400000),
        whole("breaker.window_ms", "60000", "Milliseconds over which a breaker counts requests.", 1000,
              3600000),
        whole("sweep.enabled", "1", "Whether what failed is tried again by itself when it is due.", 0, 1),
        text("images.store", "",
             "Where image bytes are kept: a folder, absolute or relative to the workspace file, or a bucket "
             "as "
             "s3://bucket/prefix or supabase://bucket; keys come from the environment."),
        text("images.s3_endpoint", "",
             "Address of an S3-compatible provider other than AWS; empty means AWS_ENDPOINT_URL, else AWS."),
        text("images.s3_region", "", "Region of the S3 bucket; empty means AWS_REGION, else us-east-1."),
        text("images.public_url", "",
             "What the public URLs of an S3 bucket begin with; empty means the address that is written to."),
        text("images.supabase_url", "",
             "Address of the Supabase project, https://….supabase.co; empty means SUPABASE_URL."),
    };
    return table;
}

const SettingInfo *findSetting(const QString &key)
{
    for (const SettingInfo &info : settingTable()) {
        if (key == QLatin1String(info.key))
            return &info;
    }
    return nullptr;
}

QString Settings::text(const char *key) const
{
    const auto found = m_values.constFind(QLatin1String(key));
    if (found != m_values.constEnd())
        return *found;
    const SettingInfo *info = findSetting(QLatin1String(key));
    Q_ASSERT_X(info, "core::Settings", key);
    return QLatin1String(info->defaultValue);
}

qint64 Settings::number(const char *key) const
{
    return static_cast<qint64>(real(key));
}

double Settings::real(const char *key) const
{
    const SettingInfo *info = findSetting(QLatin1String(key));
    // A value that somebody wrote into the database by hand must not stop us: a wrong one means the default.
    const auto value = numberFrom(*info, text(key));
    return value ? *value : QByteArray(info->defaultValue).toDouble();
}

bool Settings::flag(const char *key) const
{
    return real(key) != 0;
}

Backoff Settings::backoff() const
{
    Backoff backoff;
    backoff.base = std::chrono::milliseconds(number("retry.base_ms"));
    backoff.cap = std::chrono::milliseconds(number("retry.cap_ms"));
    return backoff;
}

BreakerSettings Settings::breakerSettings() const
{
    BreakerSettings breaker;
    breaker.failureRate = real("breaker.failure_rate");
    breaker.minRequests = static_cast<int>(number("breaker.min_requests"));
    breaker.open = std::chrono::milliseconds(number("breaker.open_ms"));
    breaker.window = std::chrono::milliseconds(number("breaker.window_ms"));
    breaker.longestOpen = std::max(breaker.longestOpen, breaker.open); // who asks for hours gets them
    return breaker;
}

Result<void> Settings::checkTogether() const
{
    if (number("queue.heartbeat_ms") * 3 <= number("queue.lease_ms"))
        return {};
    return Error{
        ErrorCode::Usage,
        tr("queue.heartbeat_ms (%1) must be at most a third of queue.lease_ms (%2): set the other one first.")
            .arg(number("queue.heartbeat_ms"))
            .arg(number("queue.lease_ms")),
        {}};
}

Result<void> Settings::set(const QString &key, const QString &value)
{
    const SettingInfo *info = findSetting(key);
    if (!info) {
        return Error{ErrorCode::Usage,
                     tr("There is no setting %1: \"config list\" shows those there are.").arg(key),
                     {}};
    }
    if (info->isNumber() && !numberFrom(*info, value))
        return Error{ErrorCode::Usage, refusal(*info, value), {}};
    if (key.startsWith(QLatin1String("images.")) && value.contains(QLatin1String("://")) &&
        value.contains(u'@')) {
        return Error{ErrorCode::Usage,
                     tr("%1 takes no keys: they come from the environment or from key files.").arg(key),
                     {}};
    }
    Settings changed = *this;
    changed.m_values.insert(key, value.trimmed());
    if (auto fits = changed.checkTogether(); !fits)
        return fits;
    *this = changed;
    return {};
}

} // namespace core
