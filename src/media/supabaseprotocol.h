// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "media/objectprotocol.h"

#include <QUrl>

namespace media {

//! A bucket of a Supabase project.
struct SupabasePlace
{
    QString bucket;
    QUrl project; //!< "https://<ref>.supabase.co"
    QByteArray serviceKey;
};

//! What an answer with an error says. Older servers answer 400 to everything, with the status in the body.
struct SupabaseError
{
    int status = 0;
    QString code;
    QString text; //!< lower case
};

//! The object API of Supabase Storage. Paths are those that the system around it uses:
//! {vehicle_id}/{source}/{source}_{sha1 of "url|ext"}.{ext}, relative to the bucket. An object that is there
//! already is replaced by an upload: whoever uploads has looked at it before.
class SupabaseProtocol : public ObjectProtocol
{
public:
    explicit SupabaseProtocol(SupabasePlace place);

    QString pathOf(const QString &vehicleId, const QString &sourceUrl, const QString &suffix) const override;
    QStringList suffixes() const override;
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
    net::Call call(const QByteArray &verb, const QString &path, const QByteArray &mimeType) const;
    Verdict missing() const;
    std::optional<Verdict> judgeObject(const SupabaseError &error) const;
    Verdict judgeAccess(const SupabaseError &error) const;
    QString folderOf(const QString &vehicleId) const;

    SupabasePlace m_place;
    QString m_base; //!< "<project>/storage/v1"
};

} // namespace media
