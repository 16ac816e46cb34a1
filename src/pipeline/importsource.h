// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "extract/listing.h"
#include "pipeline/importer.h"

#include <QByteArray>

#include <memory>
#include <vector>

namespace pipeline {

//! One listing that is to be imported, before the database was asked.
struct ImportEntry
{
    QString url;                                       //!< canonical; empty when the page did not tell
    QString given;                                     //!< as it was written, for messages
    QString problem;                                   //!< why it cannot be imported; the sentence
    QString reason;                                    //!< the word for it: "bad_url", "not_a_vehicle", …
    std::shared_ptr<const QByteArray> page;            //!< the saved page, already known to be a listing
    std::shared_ptr<const extract::Listing> listing;   //!< what that page says
    std::shared_ptr<const extract::IndexItem> indexed; //!< what an index page says of it
};

//! Reads what a request names: URLs, a saved page, a list or an index page. No database, no network; any
//! thread. A Usage or NotFound error when the file cannot be used at all.
core::Result<std::vector<ImportEntry>> readImportSource(const ImportRequest &request);

} // namespace pipeline
