// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProcess>
#include <QProcessEnvironment>
#include <QTemporaryDir>

namespace testsupport {

//! The S3 server of support/s3 with the empty bucket "cars", its objects in a temporary folder. It ends with
//! this object, however that ends.
class S3Server
{
public:
    static constexpr auto kKeyId = "S3RVER";
    static constexpr auto kSecret = "S3RVER";

    //! Whether this machine can run it; else why not.
    static bool isAvailable(QString *why = nullptr);

    //! Starts it; throws when it does not come up.
    S3Server();
    ~S3Server();
    Q_DISABLE_COPY_MOVE(S3Server)

    QString address() const { return m_address; }
    //! The keys in the objects' bucket, with the bytes of each.
    QMap<QString, QByteArray> objects() const;
    //! What a program needs in its environment to use it.
    static void addTo(QProcessEnvironment &environment);

private:
    QTemporaryDir m_data;
    QProcess m_process;
    QString m_address;
};

} // namespace testsupport
