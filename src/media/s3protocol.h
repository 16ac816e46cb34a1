// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "media/awssignature.h"
#include "media/objectprotocol.h"

#include <QUrl>

namespace media {

//! A bucket of an S3-compatible store.
struct S3Place
{
    QString bucket;
    QString prefix;     //!< what all keys begin with, without slashes around it; may be empty
    QUrl endpoint;      //!< of another provider than AWS; empty: AWS
    QString region;     //!< "us-east-1"
    QString publicBase; //!< what public URLs begin with; empty: the address that is written to
    AwsKeys keys;
};

//! What an answer with an error says.
struct S3Error
{
    QByteArray code;
    QString region; //!< where the bucket is, if it says so
};

//! The REST API of S3, requests signed by Signature Version 4 with the SHA-256 of the body, so that a store
//! refuses bytes that were damaged on the way; Content-MD5 tells it once more. Keys are those of an image
//! folder, below the prefix: a folder copied there is a store.
class S3Protocol : public ObjectProtocol
{
public:
    explicit S3Protocol(S3Place place);

    QString pathOf(const QString &vehicleId, const QString &sourceUrl, const QString &suffix) const override;
    QString probePath(const QString &name) const override { return name; }
    QString publicUrl(const QString &path) const override;

    net::Call put(const Upload &upload, const QDateTime &now) const override;
    net::Call get(const QString &path, const QDateTime &now) const override;
    net::Call head(const QString &path, const QDateTime &now) const override;
    net::Call remove(const QString &path, const QDateTime &now) const override;
    net::Call list(const QString &vehicleId, const QByteArray &next, const QDateTime &now) const override;
    core::Result<Page> readPage(const net::Answer &answer, const QString &vehicleId,
                                const QByteArray &at) const override;
    Verdict judge(const net::Answer &answer, const QDateTime &now) const override;

private:
    QString keyOf(const QString &path) const;
    //! The path of a key in the URL, decoded.
    QString urlPath(const QString &key) const;
    net::Call call(const QByteArray &verb, const QString &key, const NamedValues &query, NamedValues headers,
                   const QByteArray &payloadHash, const QDateTime &now) const;
    Verdict judgeRegion(const QString &region) const;
    Verdict judgeClock(const net::Answer &answer, const QDateTime &now) const;
    Verdict judgeError(const S3Error &error, const net::Answer &answer, const QDateTime &now) const;

    S3Place m_place;
    QUrl m_base;    //!< scheme, host and port
    QString m_root; //!< the path before a key
};

} // namespace media
