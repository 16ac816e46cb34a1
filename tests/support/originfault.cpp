// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "originfault.h"

#include <array>

namespace testsupport {

namespace {

struct NamedKind
{
    Fault::Kind kind;
    const char *name;
};

constexpr std::array kNames = {
    NamedKind{Fault::Kind::None, "delay"},
    NamedKind{Fault::Kind::Status, "status"},
    NamedKind{Fault::Kind::TruncatedBody, "truncated_body"},
    NamedKind{Fault::Kind::TruncatedImage, "truncated_image"},
    NamedKind{Fault::Kind::HtmlAsImage, "html_as_image"},
    NamedKind{Fault::Kind::Challenge, "challenge"},
    NamedKind{Fault::Kind::Empty, "empty"},
    NamedKind{Fault::Kind::Close, "close"},
    NamedKind{Fault::Kind::Reset, "reset"},
    NamedKind{Fault::Kind::Hang, "hang"},
    NamedKind{Fault::Kind::Drip, "drip"},
    NamedKind{Fault::Kind::PngAsJpeg, "png_as_jpeg"},
    NamedKind{Fault::Kind::Answer, "answer"},
    NamedKind{Fault::Kind::Raw, "raw"},
};

} // namespace

Fault Fault::withStatus(int status, std::optional<int> times)
{
    Fault fault = of(Kind::Status, times);
    fault.status = status;
    return fault;
}

Fault Fault::rateLimited(const QByteArray &retryAfter, std::optional<int> times)
{
    Fault fault = withStatus(429, times);
    fault.retryAfter = retryAfter;
    return fault;
}

Fault Fault::redirect(const QByteArray &location, int status)
{
    Fault fault = withStatus(status);
    fault.location = location;
    return fault;
}

Fault Fault::of(Kind kind, std::optional<int> times)
{
    Fault fault;
    fault.kind = kind;
    fault.times = times;
    return fault;
}

Fault Fault::delayed(int delayMs, std::optional<int> times)
{
    Fault fault = of(Kind::None, times);
    fault.delayMs = delayMs;
    return fault;
}

Fault Fault::drip(int bytesPerSecond, std::optional<int> times)
{
    Fault fault = of(Kind::Drip, times);
    fault.bytesPerSecond = qMax(1, bytesPerSecond);
    return fault;
}

Fault Fault::answer(int status, const QByteArray &contentType, const QByteArray &body,
                    std::optional<int> times)
{
    Fault fault = of(Kind::Answer, times);
    fault.status = status;
    fault.contentType = contentType;
    fault.body = body;
    return fault;
}

std::optional<Fault> Fault::fromFields(const QVariantMap &fields)
{
    const QString name = fields.value(QStringLiteral("kind")).toString();
    for (const NamedKind &named : kNames) {
        if (name != QLatin1String(named.name))
            continue;
        Fault fault = of(named.kind);
        if (fields.contains(QStringLiteral("times")))
            fault.times = fields.value(QStringLiteral("times")).toInt();
        fault.status = fields.value(QStringLiteral("status"), 200).toInt();
        fault.delayMs = qMax(0, fields.value(QStringLiteral("delay_ms")).toInt());
        fault.bytesPerSecond = qMax(1, fields.value(QStringLiteral("bytes_per_second"), 1).toInt());
        fault.retryAfter = fields.value(QStringLiteral("retry_after")).toString().toLatin1();
        fault.location = fields.value(QStringLiteral("location")).toString().toLatin1();
        return fault;
    }
    return std::nullopt;
}

QString faultName(Fault::Kind kind)
{
    for (const NamedKind &named : kNames) {
        if (named.kind == kind)
            return QString::fromLatin1(named.name);
    }
    return {};
}

} // namespace testsupport
