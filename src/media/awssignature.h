// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>

#include <utility>

namespace media {

struct AwsKeys
{
    QByteArray accessKeyId;
    QByteArray secretAccessKey;
    QByteArray sessionToken; //!< of temporary keys; empty for permanent ones
};

using NamedValues = QList<std::pair<QByteArray, QByteArray>>;

//! A request as Signature Version 4 sees it.
struct AwsRequest
{
    QByteArray verb;
    QByteArray path;        //!< decoded UTF-8, beginning with a slash; taken as it is, as S3 does
    NamedValues query;      //!< decoded
    NamedValues headers;    //!< names in any case; all of them are signed, host and x-amz-date are among them
    QByteArray payloadHash; //!< SHA-256 of the body, hexadecimal
};

//! RFC 3986 percent encoding: all but letters, digits and "-._~", in capitals.
QByteArray awsEncoded(const QByteArray &text, bool keepsSlashes = false);
//! The query string in the form that is signed, which is also the form to send.
QByteArray awsQuery(const NamedValues &query);

//! AWS Signature Version 4 ("Authenticating Requests: Using the Authorization Header" of the S3 reference).
//! @return the value of the Authorization header. The time is that of x-amz-date.
QByteArray awsAuthorization(const AwsRequest &request, const AwsKeys &keys, const QByteArray &region,
                            const QByteArray &service);

//! SHA-256 and MD5, raw bytes; empty when OpenSSL refuses.
QByteArray sha256Bytes(const QByteArray &bytes);
QByteArray md5Bytes(const QByteArray &bytes);

} // namespace media
