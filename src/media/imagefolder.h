// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "media/durablefile.h"
#include "net/fetch.h"

#include <QStringList>

namespace media {

//! The names below an image folder, made from our ids and hashes alone.
struct ImageName
{
    QString shard;  //!< "<root>/ab"
    QString folder; //!< "<root>/ab/ab12…"
    QString stem;   //!< "ab/ab12…/<sha1>", relative to the root

    //! An id that is not fit for a path (some other program's) stands in it by its hash.
    static ImageName of(const QString &root, const QString &vehicleId, const QString &sourceUrl);
};

//! A vehicle's id as a part of a path; one that is not fit for it is replaced by its hash.
QString folderNameOf(const QString &vehicleId);
//! SHA-1 of the UTF-8 text, hexadecimal: for names, not for secrets.
QString sha1Of(const QString &text);
//! All suffixes an image can have.
QStringList imageSuffixes();
//! Whether a path from a row stays below the root.
bool isSafeRelativePath(const QString &path);
//! One sentence that says what is wrong with the image folder and what to do.
QString storageMessage(Errno error, const QString &root);
net::Fault storageFault(Errno error, const QString &root);

} // namespace media
