// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <Qt>

namespace models {

//! What views and delegates may ask of any model here beside the Qt roles. Delegates know roles, not models.
enum Role {
    RawRole = Qt::UserRole + 1, //!< the value itself, for sorting and export
    IdRole,                     //!< the row's own id
    VehicleIdRole,
    ChipsRole,    //!< QStringList: short words painted as chips
    StoredRole,   //!< int: images held
    ExpectedRole, //!< int: images expected
    MissingRole,  //!< int: images missing
    StateRole,    //!< models::State as int
    UrlRole,      //!< a URL from scraped text: check its scheme before opening it
    VinRole,
    ChoicesRole,  //!< QStringList: the only texts an editor may offer
    ChangedRole,  //!< bool: differs from what is built in; painted bold
    InheritedRole //!< bool: not set here, what holds comes from elsewhere; painted pale
};

//! The states a row, step or image can be in. Each has a shape and a word as well as a colour.
enum class State { None, Ok, Missing, Failed, Held, Running, Ignored };

} // namespace models
