// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>
#include <QVariantMap>

#include <optional>

namespace testsupport {

//! One way to fail on purpose. It works on a path always, or for its first requests only.
struct Fault
{
    enum class Kind {
        None,           //!< "delay": the right answer after delayMs
        Status,         //!< an error page with this status; also 3xx with a location
        TruncatedBody,  //!< half the body under the whole Content-Length, then closed
        TruncatedImage, //!< half the image under a Content-Length that agrees
        HtmlAsImage,    //!< 200 with a page where the image should be, called image/jpeg
        Challenge,      //!< 200 with the page of a bot check
        Empty,          //!< 200 with no bytes
        Close,          //!< closed without an answer. Qt's client asks up to three times more by itself
        Reset,          //!< the same with a TCP reset
        Hang,           //!< never answers
        Drip,           //!< the right answer at bytesPerSecond
        PngAsJpeg,      //!< the image as PNG, called image/jpeg: no failure for a client that looks
        Answer,         //!< status, contentType and body as given
        Raw             //!< body instead of the whole response, head included; then closed
    };

    Kind kind = Kind::None;
    std::optional<int> times; //!< how many requests fail; nullopt = all until it is cleared
    int status = 200;
    int delayMs = 0;        //!< before the answer, whatever it is
    int bytesPerSecond = 1; //!< of Drip
    QByteArray retryAfter;  //!< header of that name; empty = none
    QByteArray location;    //!< header of that name; empty = none
    QByteArray contentType;
    QByteArray body;

    static Fault withStatus(int status, std::optional<int> times = std::nullopt);
    static Fault rateLimited(const QByteArray &retryAfter, std::optional<int> times = std::nullopt);
    static Fault redirect(const QByteArray &location, int status = 302);
    static Fault of(Kind kind, std::optional<int> times = std::nullopt);
    static Fault delayed(int delayMs, std::optional<int> times = std::nullopt);
    static Fault drip(int bytesPerSecond, std::optional<int> times = std::nullopt);
    static Fault answer(int status, const QByteArray &contentType, const QByteArray &body,
                        std::optional<int> times = std::nullopt);

    //! From {kind, times, status, delay_ms, bytes_per_second, retry_after, location}; absent when the kind is
    //! unknown.
    static std::optional<Fault> fromFields(const QVariantMap &fields);
};

//! "status", "truncated_body", …: the name in the catalogue, in queries and in the log.
QString faultName(Fault::Kind kind);

} // namespace testsupport
