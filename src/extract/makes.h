// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringView>

#include <optional>

namespace extract {

struct KnownMake
{
    QString name;         //!< as we write it: "Mercedes-Benz"
    qsizetype length = 0; //!< how much of the text it takes
};

//! The make that this text begins with, the longest one, up to a blank or the end. Names that are words of
//! their own right ("Mini", "Smart", "Ram") count only when alsoAmbiguous is set.
std::optional<KnownMake> makeAt(QStringView text, bool alsoAmbiguous);

} // namespace extract
